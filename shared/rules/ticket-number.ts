/**
 * Ticket numbers `DDD-NNNNN-C`: device code, that device's counter, check digit. Final from the first second
 * and unique without asking anybody, because no two devices share a code (F-08).
 */
import { err, ok, type Result } from '../lib/result.ts';
import { toAsciiDigits } from './digits.ts';
import { withoutInvisibleMarks } from './invisible-marks.ts';

export interface TicketNumber {
  /** 100–999, issued by the hub and never reused. */
  readonly deviceCode: number;
  /** 1 and up; five digits at least when written. */
  readonly counter: number;
  /** The written form with ASCII digits, as stored. */
  readonly number: string;
}

export type TicketNumberError =
  | { readonly type: 'ticket-number-check-digit' }
  | { readonly type: 'ticket-number-unreadable' };

/** The totally anti-symmetric quasigroup of order 10 from H. Michael Damm's thesis (2004), row by row. */
const dammRows = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const;

/** The digit that makes the Damm sum of `digits` zero. It exposes every single wrong digit and adjacent swap. */
function dammDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(dammRows[interim]?.[Number(digit)]);
  return String(interim);
}

/** Writes `102-00042-4`. A device code outside 100–999 or a counter below 1 is a bug and throws. */
export function formatTicketNumber(deviceCode: number, counter: number): string {
  if (!Number.isInteger(deviceCode) || deviceCode < 100 || deviceCode > 999) {
    throw new RangeError(`device code out of range: ${deviceCode}`);
  }
  if (!Number.isSafeInteger(counter) || counter < 1) throw new RangeError(`counter out of range: ${counter}`);
  const counterDigits = String(counter).padStart(5, '0');
  return `${deviceCode}-${counterDigits}-${dammDigit(`${deviceCode}${counterDigits}`)}`;
}

/**
 * Reads a ticket number in any digits, with or without dashes and spaces. A text of the right shape whose
 * check digit does not fit is told apart from one that is no ticket number at all.
 */
export function parseTicketNumber(text: string): Result<TicketNumber, TicketNumberError> {
  const plain = withoutInvisibleMarks(toAsciiDigits(text))
    .replace(/[\u2010-\u2015\u2212\u0640]/g, '-')
    .trim()
    .replace(/^#\s*/, '');
  const parts = /^([1-9]\d{2})[\s-]*(\d{5}|[1-9]\d{5,9})[\s-]*(\d)$/.exec(plain);
  const [, deviceCode, counter, check] = parts ?? [];
  if (deviceCode === undefined || counter === undefined || Number(counter) === 0) {
    return err({ type: 'ticket-number-unreadable' });
  }
  if (dammDigit(`${deviceCode}${counter}`) !== check) return err({ type: 'ticket-number-check-digit' });
  return ok({
    deviceCode: Number(deviceCode),
    counter: Number(counter),
    number: `${deviceCode}-${counter}-${check}`,
  });
}
