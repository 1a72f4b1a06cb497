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
import { createIssueList, type PlanIssue } from './plan-issues.ts';
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
  readonly findStored: (wishes: ContactWishes, control: ReadControl) => Promise<readonly StoredCustomer[]>;
  /** @param progress 0–1. */
  readonly onProgress: (rowsDone: number, progress: number) => void;
  readonly control: ReadControl;
}

interface AcceptedRow {
  readonly row: number;
  readonly customer: ImportedCustomer;
  readonly cells: readonly string[];
}

/** Shares of the progress bar: reading, looking up and matching, deciding. */
const readShare = 0.6;
const matchShare = 0.85;

/**
 * The dry run: reads every row, finds who it is about among the other rows and in the database, and decides
 * what would be written. Writes nothing. The same file against a database that has it plans no write.
 */
export const planImport = async (input: PlanInput): Promise<Result<ImportPlan, TableError>> => {
  const { control, onProgress } = input;
  const issues = createIssueList();
  const accepted: AcceptedRow[] = [];
  const rejects: RejectedRow[] = [];
  const cancelled = err<TableError>({ code: 'import-cancelled' });

  const readOne = (source: SourceRow): void => {
    const read = normaliseRow(source.cells, input.mapping, input.rowOptions);
    if (read.ok) {
      accepted.push({ row: source.row, customer: read.value, cells: source.cells });
      return;
    }
    const reason = read.error.reasons[0];
    const column = columnName(input.header, reason?.column ?? null);
    const code = reason?.code ?? 'name-missing';
    rejects.push({ row: source.row, cells: source.cells, code, column });
    issues.add({ row: source.row, kind: 'rejected', code, column, value: reason?.value ?? null });
  };
  const sink: RowSink = async (rows) => {
    for (const source of rows) {
      readOne(source);
      await control.breathe();
    }
    const done = accepted.length + rejects.length;
    onProgress(done, (done / Math.max(input.rowCount, 1)) * readShare);
  };
  const read = await input.readRows(sink, control);
  if (!read.ok) return read;

  const stored = await input.findStored(wishesOf(accepted), control);
  if (control.signal.aborted) return cancelled;
  const records = [...stored, ...accepted.map((row) => row.customer)].map(matchable);
  const firsts = await groupPeople(records, control);
  if (control.signal.aborted) return cancelled;
  onProgress(input.rowCount, matchShare);

  const people = new Map<number, Person>();
  const counts = { created: 0, merged: 0, unchanged: 0, warned: 0 };
  for (const [index, row] of accepted.entries()) {
    const who = firsts[stored.length + index] ?? stored.length + index;
    const warnings = [...row.customer.warnings].map((warning) => ({
      code: String(warning.code),
      column: columnName(input.header, warning.column),
      value: warning.value,
    }));
    const known = people.get(who) ?? knownPerson(stored[who]);
    if (known === undefined) {
      people.set(who, newPerson(row.customer));
      counts.created += 1;
    } else {
      const folded = foldRow(known, row.customer);
      people.set(who, folded.person);
      counts[folded.changed ? 'merged' : 'unchanged'] += 1;
      if (folded.changed) {
        const code = known.stored === null ? 'merged-in-file' : 'merged-with-stored';
        issues.add({ row: row.row, kind: 'merged', code, column: null, value: known.displayName });
      }
      for (const { targets } of folded.differences) {
        const column = input.mapping.findIndex((target) => targets.includes(target));
        warnings.push({
          code: 'differs-kept',
          column: columnName(input.header, column),
          value: row.cells[column] ?? null,
        });
      }
    }
    for (const warning of warnings) issues.add({ row: row.row, kind: 'warning', ...warning });
    if (warnings.length > 0) counts.warned += 1;
    if (control.signal.aborted) return cancelled;
    await control.breathe();
  }
  onProgress(input.rowCount, 1);
  return ok({
    rowsRead: accepted.length + rejects.length,
    ...counts,
    rejected: rejects.length,
    issues: issues.first(),
    rejects,
    writes: [...people.values()].flatMap(writeOf),
  });
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

const wishesOf = (accepted: readonly AcceptedRow[]): ContactWishes => {
  const e164 = new Set<string>();
  const otherKeys = new Set<string>();
  for (const { customer } of accepted) {
    for (const contact of customer.contacts) {
      if (contact.e164 === null) otherKeys.add(contactKey(contact));
      else e164.add(contact.e164);
    }
  }
  return { e164, otherKeys };
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
