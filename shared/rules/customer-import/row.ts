/**
 * One row of a file becomes one customer, or is turned away with reasons. What people wrote is kept as they
 * wrote it; what cannot be read is left out with a warning that names the column and the value. Only what
 * makes a customer useless turns a row away: no name, or no way at all to reach the person.
 */
import { assertNever } from '../../lib/assert-never.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { parseDateInput } from '../jalali.ts';
import { type AmountError, parseAmount } from '../money.ts';
import type { ImportTarget } from './columns.ts';
import { contactKey, type ImportedContact, readEmail, readPhones } from './row-contacts.ts';
import { parseTier, type Tier } from './tier.ts';

export type { ImportedContact };

export type RejectionCode = 'name-missing' | 'name-too-long' | 'contact-missing' | 'row-too-wide';
export type WarningCode =
  | 'phone-unparsed'
  | 'phone-assumed-area'
  | 'phone-ambiguous'
  | 'email-unreadable'
  | 'date-not-real'
  | 'date-unreadable'
  | AmountError['type']
  | 'tier-unknown'
  | 'text-too-long';

export interface RowIssue<Code = RejectionCode | WarningCode> {
  readonly code: Code;
  /** Index of the column, 0 first; null when the row as a whole is meant. */
  readonly column: number | null;
  /** The cell as it stands in the file. */
  readonly value: string | null;
}

export interface ImportedCustomer {
  readonly displayName: string;
  /** In the order of the columns, each number once. */
  readonly contacts: readonly ImportedContact[];
  readonly city: string | null;
  readonly address: string | null;
  /** The first e-mail address; it stands among the contacts too. */
  readonly email: string | null;
  /** Days since 1970-01-01. */
  readonly sinceEpochDay: number | null;
  readonly totalPurchaseRial: number | null;
  /** Null when the file does not say. */
  readonly tier: Tier | null;
  readonly note: string | null;
  readonly warnings: readonly RowIssue<WarningCode>[];
}

export interface RejectedRow {
  readonly reasons: readonly RowIssue[];
  /** What could be read all the same, to say whom the row is about. */
  readonly partial: ImportedCustomer;
}

export interface RowOptions {
  readonly defaultArea?: string;
  readonly country?: string | null;
  readonly rialPerToman: number;
}

/** Lengths that the customer entity stores. */
const limits = { displayName: 200, city: 200, address: 1000, note: 4000 } as const;

/**
 * Reads one row. `mapping` gives the target of each column; cells that are missing at the end count as empty.
 * Rejection: see `RejectionCode`; its reasons also hold the warnings, which may explain it.
 */
export function normaliseRow(
  cells: readonly string[],
  mapping: readonly ImportTarget[],
  options: RowOptions,
): Result<ImportedCustomer, RejectedRow> {
  const readings = mapping.map((target, column) => {
    const value = cleanText(cells[column] ?? '');
    return { column, reading: value === '' ? nothing : readCell(target, value, options) };
  });
  const customer = assemble(
    readings.map(({ reading }) => reading),
    readings.flatMap(({ column, reading }) =>
      (reading.warnings ?? []).map((code) => ({ code, column, value: cells[column] ?? '' })),
    ),
  );

  const nameColumn = mapping.indexOf('displayName');
  const atName = nameColumn === -1 ? null : nameColumn;
  const rejections: RowIssue<RejectionCode>[] = [];
  const reject = (code: RejectionCode, column: number | null) =>
    rejections.push({ code, column, value: column === null ? null : (cells[column] ?? '') });
  // More cells than columns: a separator inside an unquoted text has moved everything behind it.
  if (cells.slice(mapping.length).some((cell) => cell.trim() !== '')) reject('row-too-wide', null);
  if (customer.displayName === '') reject('name-missing', atName);
  if (customer.displayName.length > limits.displayName) reject('name-too-long', atName);
  if (customer.contacts.length === 0) reject('contact-missing', null);
  if (rejections.length === 0) return ok(customer);
  return err({ reasons: [...rejections, ...customer.warnings], partial: customer });
}

/** Composed letters, one kind of line break, no control characters, nothing around. */
function cleanText(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '')
      .trim()
  );
}

/** Cuts without leaving half of a character behind. */
function cut(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}

/** What one cell says. */
interface CellReading {
  readonly name?: string;
  readonly note?: string;
  readonly contacts?: readonly ImportedContact[];
  readonly fields?: Partial<SingleFields>;
  readonly warnings?: readonly WarningCode[];
}

type SingleFields = Pick<
  ImportedCustomer,
  'city' | 'address' | 'sinceEpochDay' | 'totalPurchaseRial' | 'tier'
>;

const nothing: CellReading = {};

function readCell(target: ImportTarget, value: string, options: RowOptions): CellReading {
  switch (target) {
    case 'displayName':
      return { name: value.replace(/\s+/g, ' ') };
    case 'mobile':
    case 'landline':
    case 'phone':
      return readPhones(value, target, options);
    case 'email':
      return readEmail(value);
    case 'city':
    case 'address':
      return {
        fields: { [target]: cut(value, limits[target]) },
        warnings: value.length > limits[target] ? ['text-too-long'] : [],
      };
    case 'since': {
      const date = parseDateInput(value);
      return date.ok ? { fields: { sinceEpochDay: date.value.epochDay } } : { warnings: [date.error.type] };
    }
    case 'totalToman':
    case 'totalRial': {
      const rial = parseAmount(value, target === 'totalToman' ? 'toman' : 'rial', options.rialPerToman);
      return rial.ok ? { fields: { totalPurchaseRial: rial.value } } : { warnings: [rial.error.type] };
    }
    case 'tier': {
      const tier = parseTier(value);
      return tier === null ? { warnings: ['tier-unknown'] } : { fields: { tier } };
    }
    case 'note':
      return { note: value, warnings: value.length > limits.note ? ['text-too-long'] : [] };
    case 'ignore':
      return nothing;
    default:
      return assertNever(target);
  }
}

const unknownFields: SingleFields = {
  city: null,
  address: null,
  sinceEpochDay: null,
  totalPurchaseRial: null,
  tier: null,
};

function assemble(
  readings: readonly CellReading[],
  warnings: readonly RowIssue<WarningCode>[],
): ImportedCustomer {
  const contacts = eachOnce(readings.flatMap((reading) => reading.contacts ?? []));
  let fields = unknownFields;
  for (const reading of readings) if (reading.fields) fields = { ...fields, ...reading.fields };
  const note = readings.flatMap((reading) => reading.note ?? []).join('\n');
  return {
    displayName: readings.flatMap((reading) => reading.name ?? []).join(' '),
    contacts,
    ...fields,
    email: contacts.find(({ type }) => type === 'email')?.raw ?? null,
    note: note === '' ? null : cut(note, limits.note),
    warnings,
  };
}

function eachOnce(contacts: readonly ImportedContact[]): readonly ImportedContact[] {
  const byKey = new Map<string, ImportedContact>();
  for (const contact of contacts) {
    const key = contactKey(contact);
    if (!byKey.has(key)) byKey.set(key, contact);
  }
  return [...byKey.values()];
}
