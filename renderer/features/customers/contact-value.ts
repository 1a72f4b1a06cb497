import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import type { ContactPoint } from './use-customer.ts';

const phoneTypes: ReadonlySet<string> = new Set(['mobile', 'landline']);

/** Whether the value is a number to dial rather than a text to read. */
export const isPhone = (contact: Pick<ContactPoint, 'type' | 'e164'>): boolean =>
  contact.e164 !== null || phoneTypes.has(contact.type);

/** A phone contact whose number could not be read: kept as typed, and marked. */
export const isUnread = (contact: Pick<ContactPoint, 'type' | 'e164'>): boolean =>
  contact.e164 === null && phoneTypes.has(contact.type);

/**
 * What goes to the clipboard: always ASCII digits (F-74); an Iranian number as it is dialled inside the country,
 * any other in E.164.
 */
export function copiedText(contact: Pick<ContactPoint, 'raw' | 'e164'>): string {
  if (contact.e164 === null) return toAsciiDigits(contact.raw);
  return contact.e164.startsWith('+98') ? `0${contact.e164.slice(3)}` : contact.e164;
}

/** The ids after the row at `from` was taken out and put in at `to`. */
export function movedOrder<Id>(ids: readonly Id[], from: number, to: number): readonly Id[] {
  const taken = ids[from];
  if (taken === undefined || to < 0 || to >= ids.length) return ids;
  const rest = ids.filter((_, index) => index !== from);
  return [...rest.slice(0, to), taken, ...rest.slice(to)];
}
