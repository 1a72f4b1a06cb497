/** What one way to reach a customer is, from what was typed. The text itself is stored as it is. */
import type { contactTypes } from '../entities/contact-point.ts';
import { type Phone, type PhoneOptions, parsePhone, phoneSearchDigits } from './phone.ts';

export type ContactType = (typeof contactTypes)[number];

export interface ReadContact {
  readonly type: ContactType;
  readonly e164: string | null;
  readonly extension: string | null;
  readonly assumedArea: boolean;
  /** Saved all the same: a number in no form that we know, or one that is also a neighbour's mobile. */
  readonly warning: 'phone-unparsed' | 'phone-ambiguous' | null;
}

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const phoneTypes: readonly ContactType[] = ['mobile', 'landline'];

const withoutNumber = (type: ContactType): ReadContact => ({
  type,
  e164: null,
  extension: null,
  assumedArea: false,
  warning: null,
});

/** @param type as a person chose it; undefined lets the text decide. */
export function readContact(raw: string, type: ContactType | undefined, options: PhoneOptions): ReadContact {
  if (type !== undefined && !phoneTypes.includes(type) && type !== 'other') return withoutNumber(type);
  if (type === undefined && raw.includes('@')) {
    return withoutNumber(emailForm.test(raw.trim()) ? 'email' : 'messenger');
  }
  const phone = parsePhone(raw, options);
  const found = type ?? typeOf(raw, phone);
  const isNumber = phoneTypes.includes(found);
  return {
    type: found,
    e164: phone.e164,
    extension: phone.e164 === null ? null : phone.ext,
    assumedArea: phone.assumedArea ?? false,
    warning:
      isNumber && phone.kind === 'unparsed' ? 'phone-unparsed' : phone.ambiguous ? 'phone-ambiguous' : null,
  };
}

/** Telephone lines reach the customer when the internet does not: assumed of them until somebody says otherwise. */
export const isTelephone = ({ type, e164 }: Pick<ReadContact, 'type' | 'e164'>): boolean =>
  phoneTypes.includes(type) || e164 !== null;

function typeOf(raw: string, phone: Phone): ContactType {
  if (phone.kind === 'mobile' || phone.kind === 'landline') return phone.kind;
  const digits = phoneSearchDigits(raw);
  // A number with a digit missing is still meant as a number, and is marked as one that cannot be read.
  if (phone.kind === 'unparsed' && digits !== null) return digits.startsWith('9') ? 'mobile' : 'landline';
  return 'other';
}
