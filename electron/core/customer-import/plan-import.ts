import type { customer } from '../../../shared/entities/customer.ts';
import type { PatchOf } from '../../../shared/entities/define-entity.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ImportTarget } from '../../../shared/rules/customer-import/columns.ts';
import {
  type ImportedContact,
  type ImportedCustomer,
  normaliseRow,
  type RowOptions,
} from '../../../shared/rules/customer-import/row.ts';
import { contactKey } from '../../../shared/rules/customer-import/row-contacts.ts';
import { groupPeople } from './group-people.ts';
import {
  type Facts,
  foldRow,
  newPerson,
  type Person,
  type StoredCustomer,
  storedPerson,
} from './merge-row.ts';
import { createIssueList, type IssueList, type PlanIssue } from './plan-issues.ts';
import type { RejectedRow } from './rejects.ts';
import type { ContactWishes } from './stored-customers.ts';
import type { ReadControl, RowSink, SourceRow, TableError } from './table.ts';

/** One customer that the import makes or changes. */
export type PlannedWrite =
  | {
      readonly kind: 'insert';
      readonly displayName: string;
      readonly facts: Facts;
      readonly contacts: readonly ImportedContact[];
      /** How many rows of the file are in it. */
      readonly rowCount: number;
    }
  | {
      readonly kind: 'patch';
      readonly id: CustomerId;
      readonly patch: PatchOf<typeof customer>;
      readonly contacts: readonly ImportedContact[];
      /** Contacts that the customer has already: new ones come behind them. */
      readonly contactsBefore: number;
      readonly rowCount: number;
    };

export interface ImportPlan {
  readonly rowsRead: number;
  readonly created: number;
  readonly merged: number;
  readonly unchanged: number;
  readonly warned: number;
  readonly rejected: number;
  readonly issues: readonly PlanIssue[];
  readonly rejects: readonly RejectedRow[];
  readonly writes: readonly PlannedWrite[];
}

export interface PlanInput {
  readonly header: readonly string[];
  readonly mapping: readonly ImportTarget[];
  readonly rowOptions: RowOptions;
  readonly rowCount: number;
  readonly readRows: (sink: RowSink, control: ReadControl) => Promise<Result<number, TableError>>;
  readonly findStored: (
    wishes: ContactWishes,
    control: ReadControl,
    onShare: (share: number) => void,
  ) => Promise<readonly StoredCustomer[]>;
  /** @param progress 0–1. */
  readonly onProgress: (rowsDone: number, progress: number) => void;
  readonly control: ReadControl;
}

interface AcceptedRow {
  readonly row: number;
  readonly customer: ImportedCustomer;
  readonly cells: readonly string[];
}

interface WishList extends ContactWishes {
  readonly e164: Set<string>;
  readonly otherKeys: Set<string>;
}

/** What reading the whole file gave. */
interface ReadRows {
  readonly accepted: AcceptedRow[];
  readonly rejects: RejectedRow[];
  readonly wishes: WishList;
}

/** Where on the progress bar reading and looking up end; deciding is the rest. */
const readEnd = 0.5;
const lookUpEnd = 0.85;

/**
 * The dry run: reads every row, finds who it is about among the other rows and in the database, and decides
 * what would be written. Writes nothing. The same file against a database that has it plans no write.
 */
export const planImport = async (input: PlanInput): Promise<Result<ImportPlan, TableError>> => {
  const { control, onProgress, rowCount } = input;
  const issues = createIssueList();
  const rows = await readAllRows(input, issues);
  if (!rows.ok) return rows;
  const { accepted, rejects, wishes } = rows.value;

  const stored = await input.findStored(wishes, control, (share) => {
    onProgress(rowCount, readEnd + share * (lookUpEnd - readEnd));
  });
  const records = [...stored, ...accepted.map((row) => row.customer)].map(matchable);
  const firsts = await groupPeople(records, control);

  const people = new Map<number, Person>();
  const counts = { created: 0, merged: 0, unchanged: 0, warned: 0 };
  for (const [index, row] of accepted.entries()) {
    if (control.signal.aborted) break;
    const who = firsts[stored.length + index] ?? stored.length + index;
    const decided = decideRow(row, people.get(who) ?? knownPerson(stored[who]), input);
    people.set(who, decided.person);
    counts[decided.outcome] += 1;
    if (decided.issues.some(({ kind }) => kind === 'warning')) counts.warned += 1;
    for (const issue of decided.issues) issues.add(issue);
    if (index % 256 === 0) onProgress(rowCount, lookUpEnd + (index / accepted.length) * (1 - lookUpEnd));
    await control.breathe();
  }
  if (control.signal.aborted) return err({ code: 'import-cancelled' });
  onProgress(rowCount, 1);
  return ok({
    rowsRead: accepted.length + rejects.length,
    ...counts,
    rejected: rejects.length,
    issues: issues.first(),
    rejects,
    writes: [...people.values()].flatMap(writeOf),
  });
};

const readAllRows = async (input: PlanInput, issues: IssueList): Promise<Result<ReadRows, TableError>> => {
  const { control, header, rowCount } = input;
  const found: ReadRows = {
    accepted: [],
    rejects: [],
    wishes: { e164: new Set(), otherKeys: new Set() },
  };
  const readOne = ({ row, cells }: SourceRow): void => {
    const read = normaliseRow(cells, input.mapping, input.rowOptions);
    if (read.ok) {
      found.accepted.push({ row, customer: read.value, cells });
      addWishes(found.wishes, read.value.contacts);
      return;
    }
    const [reason] = read.error.reasons;
    if (reason === undefined) throw new Error('a row was turned away without a reason');
    const column = columnName(header, reason.column);
    found.rejects.push({ row, cells, code: reason.code, column });
    issues.add({ row, kind: 'rejected', code: reason.code, column, value: reason.value });
  };
  const read = await input.readRows(async (rows) => {
    for (const source of rows) {
      readOne(source);
      await control.breathe();
    }
    const done = found.accepted.length + found.rejects.length;
    input.onProgress(done, (done / Math.max(rowCount, 1)) * readEnd);
  }, control);
  return read.ok ? ok(found) : read;
};

interface DecidedRow {
  readonly person: Person;
  readonly outcome: 'created' | 'merged' | 'unchanged';
  readonly issues: readonly PlanIssue[];
}

/** @param known the customer that the row is about, unless it is the first row of a new one. */
const decideRow = (
  { row, customer, cells }: AcceptedRow,
  known: Person | undefined,
  { header, mapping }: PlanInput,
): DecidedRow => {
  const read = customer.warnings.map(
    ({ code, column, value }): PlanIssue => ({
      row,
      kind: 'warning',
      code,
      column: columnName(header, column),
      value,
    }),
  );
  if (known === undefined) return { person: newPerson(customer), outcome: 'created', issues: read };
  const { person, changed, differences } = foldRow(known, customer);
  const kept = differences.map(({ targets }): PlanIssue => {
    const column = mapping.findIndex((target) => targets.includes(target));
    const value = cells[column] ?? null;
    return { row, kind: 'warning', code: 'differs-kept', column: columnName(header, column), value };
  });
  const code = known.stored === null ? 'merged-in-file' : 'merged-with-stored';
  const joined: PlanIssue = { row, kind: 'merged', code, column: null, value: known.displayName };
  return {
    person,
    outcome: changed ? 'merged' : 'unchanged',
    issues: [...read, ...kept, ...(changed ? [joined] : [])],
  };
};

const columnName = (header: readonly string[], column: number | null): string | null =>
  column === null ? null : (header[column] ?? null);

const knownPerson = (stored: StoredCustomer | undefined): Person | undefined =>
  stored === undefined ? undefined : storedPerson(stored);

const matchable = (record: ImportedCustomer | StoredCustomer) => ({
  displayName: record.displayName,
  city: 'facts' in record ? record.facts.city : record.city,
  contacts: record.contacts,
});

const addWishes = (wishes: WishList, contacts: readonly ImportedContact[]): void => {
  for (const contact of contacts) {
    if (contact.e164 === null) wishes.otherKeys.add(contactKey(contact));
    else wishes.e164.add(contact.e164);
  }
};

const writeOf = (person: Person): readonly PlannedWrite[] => {
  const { stored, filled, addedContacts, rowCount } = person;
  if (stored === null) {
    const { displayName, facts } = person;
    return [{ kind: 'insert', displayName, facts, contacts: addedContacts, rowCount }];
  }
  const { tier, ...patch } = filled;
  const isEmpty = Object.keys(filled).length === 0 && addedContacts.length === 0;
  if (isEmpty) return [];
  return [
    {
      kind: 'patch',
      id: stored.id,
      patch: tier === undefined || tier === null ? patch : { ...patch, tier },
      contacts: addedContacts,
      contactsBefore: stored.contacts.length,
      rowCount,
    },
  ];
};
