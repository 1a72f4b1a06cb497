/** Ways to reach a customer, out of one cell of a file. */
import type { contactTypes } from '../../entities/contact-point.ts';
import { toAsciiDigits } from '../digits.ts';
import { type Phone, type PhoneOptions, parsePhone } from '../phone.ts';

export interface ImportedContact {
  readonly type: (typeof contactTypes)[number];
  /** As it stands in the file. */
  readonly raw: string;
  readonly e164: string | null;
  readonly extension: string | null;
  readonly assumedArea: boolean;
  /** A word in brackets behind the number: «۰۹۱۲… (همسر)». */
  readonly label: string | null;
}

export interface CellContacts {
  readonly contacts: readonly ImportedContact[];
  readonly warnings: readonly (
    | 'phone-unparsed'
    | 'phone-assumed-area'
    | 'phone-ambiguous'
    | 'email-unreadable'
  )[];
}

type PhoneColumn = 'mobile' | 'landline' | 'phone';

/** What contact points store. */
const maxRawLength = 300;
/** Two numbers have at least this many digits together; fewer are one number that could not be read. */
const digitsOfTwoNumbers = 16;

/** The numbers of a cell. One that cannot be read stays as it is with a warning; without a digit it is dropped. */
export function readPhones(cell: string, column: PhoneColumn, options: PhoneOptions): CellContacts {
  const phones = numbersIn(cell, options);
  const warnings = phones.flatMap(({ phone }) => {
    if (phone.kind === 'unparsed') return ['phone-unparsed' as const];
    if (phone.ambiguous) return ['phone-ambiguous' as const];
    return phone.assumedArea ? ['phone-assumed-area' as const] : [];
  });
  const contacts = phones.flatMap(({ raw, phone }) => {
    if (phone.kind === 'unparsed' && !phone.digits) return [];
    return [
      {
        type: contactType(phone, column),
        raw: raw.slice(0, maxRawLength),
        e164: phone.e164,
        extension: phone.ext,
        assumedArea: phone.assumedArea ?? false,
        label: /\(\s*([^()\d]*\p{L}[^()\d]*?)\s*\)/u.exec(raw)?.[1]?.slice(0, 60) ?? null,
      },
    ];
  });
  return { contacts, warnings: [...new Set(warnings)] };
}

interface FoundPhone {
  readonly raw: string;
  readonly phone: Phone;
}

/** A cell is one number unless it only makes sense as several, each readable by itself. */
function numbersIn(cell: string, options: PhoneOptions): readonly FoundPhone[] {
  const whole = parsePhone(cell, options);
  if (whole.kind === 'unparsed' && (whole.digits ?? '').length >= digitsOfTwoNumbers) {
    const pieces = cell
      .split(/[,،;؛|\n/\\]|\s[-–]\s|\sو\s|\sor\s/)
      .map((raw) => raw.trim())
      .filter((raw) => raw !== '')
      .map((raw) => ({ raw, phone: parsePhone(raw, options) }));
    if (pieces.length > 1 && pieces.every(({ phone }) => phone.e164 !== null)) return pieces;
  }
  return [{ raw: cell, phone: whole }];
}

/** The number itself says what it is; the column decides only where it cannot. */
function contactType({ kind }: Phone, column: PhoneColumn): ImportedContact['type'] {
  if (kind === 'mobile' || kind === 'landline') return kind;
  return column === 'phone' ? 'other' : column;
}

/** An e-mail address, or a warning; a cell that is none but says something is kept as another contact. */
export function readEmail(cell: string): CellContacts {
  const readable = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(cell) && cell.length <= maxRawLength;
  if (!readable && !/[\p{L}\p{N}]/u.test(cell)) return { contacts: [], warnings: ['email-unreadable'] };
  const contact: ImportedContact = {
    type: readable ? 'email' : 'other',
    raw: cell.slice(0, maxRawLength),
    e164: null,
    extension: null,
    assumedArea: false,
    label: null,
  };
  return { contacts: [contact], warnings: readable ? [] : ['email-unreadable'] };
}

/**
 * What two records must share to have a contact in common: the E.164 number, else the e-mail address, else the
 * digits as typed. Extensions are part of it: two people behind one switchboard are two.
 */
export function contactKey({ type, raw, e164, extension }: ImportedContact): string {
  const number =
    e164 ?? (type === 'email' ? raw.toLowerCase() : toAsciiDigits(raw).replace(/\D/g, '') || raw);
  return extension === null ? number : `${number}#${extension}`;
}
