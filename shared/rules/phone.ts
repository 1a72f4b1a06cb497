/**
 * The one function that derives a telephone number from what was typed (F-14). The raw text is kept by the
 * caller; nothing is refused because a prefix is unknown, for prefix tables age faster than programs.
 */
import parsePhoneNumber from 'libphonenumber-js/min';
import type { Language } from '../lib/language.ts';
import { localizeDigits, toAsciiDigits } from './digits.ts';
import { withoutInvisibleMarks } from './invisible-marks.ts';

export type PhoneKind = 'mobile' | 'landline' | 'foreign' | 'short' | 'unparsed';

export interface Phone {
  readonly kind: PhoneKind;
  /** `+` and 8–15 digits; null when the number cannot be dialled from elsewhere as it stands. */
  readonly e164: string | null;
  /** Only with kind `short`: the 3–5 digits. */
  readonly short?: string;
  /** Only with kind `unparsed`: the digits that were found, without a leading zero; may be empty. */
  readonly digits?: string;
  /** Extension digits behind a switchboard number. */
  readonly ext: string | null;
  /** True when the area code was not typed but taken from the settings. */
  readonly assumedArea?: boolean;
  /** True when the customer's country is unknown and the local form is also a mobile of a neighbour: ask. */
  readonly ambiguous?: boolean;
}

export interface PhoneOptions {
  /** Area code without its zero for 8-digit landlines; 21 when absent. */
  readonly defaultArea?: string;
  /** Calling code of the customer's country; 98 when absent, null when it is not known. */
  readonly country?: string | null;
}

const extensionMark = /(?:داخل[یيى]|تحويلة|تحویله|ext(?:ension)?\.?|x|#)[\s:.-]*(\d{1,6})\D*$/i;
/** Local forms that are mobiles in Iraq (07x) and Egypt (01x), and ordinary landline patterns in Iran. */
const neighbourMobile = /^0(?:7[3-9]|1[0125])\d{8}$/;

/** Derives kind, E.164 form and extension from `raw`. Never fails: what it cannot read is `unparsed`. */
export function parsePhone(raw: string, options: PhoneOptions = {}): Phone {
  const { defaultArea = '21', country = '98' } = options;
  const { number, ext } = splitExtension(withoutInvisibleMarks(toAsciiDigits(raw)));
  const dialled = /^[^\d+]*\+/.test(number) ? `+${digitsOf(number)}` : digitsOf(number);
  const hasLetters = /\p{L}/u.test(number);

  const international = /^(?:\+|00)(?!0)(\d*)$/.exec(dialled)?.[1];
  if (international !== undefined && !international.startsWith('98')) return foreign(international, ext);
  if (country !== null && country !== '98' && international === undefined && !isIranWithoutPlus(dialled)) {
    return localAbroad(dialled, country, ext);
  }
  return iranian(dialled, { defaultArea, ext, hasLetters, countryKnown: country !== null });
}

function splitExtension(text: string): { readonly number: string; readonly ext: string | null } {
  const found = extensionMark.exec(text);
  const number = found ? text.slice(0, found.index) : text;
  // A bare "#12" or "داخلی 12" has no number before its mark: nothing to split off.
  if (found?.[1] === undefined || !/\d/.test(number)) return { number: text, ext: null };
  return { number, ext: found[1] };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** `98` counts as the country code only from 12 digits on: `9812345678` is a mobile number. */
function isIranWithoutPlus(digits: string): boolean {
  return digits.startsWith('98') && digits.length >= 12;
}

interface IranianContext {
  readonly defaultArea: string;
  readonly ext: string | null;
  readonly hasLetters: boolean;
  readonly countryKnown: boolean;
}

function iranian(dialled: string, context: IranianContext): Phone {
  const { ext } = context;
  const withPrefix = /^(?:\+98|0098)(\d*)$/.exec(dialled)?.[1];
  const national = withPrefix ?? (isIranWithoutPlus(dialled) ? dialled.slice(2) : dialled);
  const digits = national.replace(/^0/, '');
  if (/^9\d{9}$/.test(digits)) return { kind: 'mobile', e164: `+98${digits}`, ext };
  if (/^[1-8]\d{9}$/.test(digits)) {
    const landline: Phone = { kind: 'landline', e164: `+98${digits}`, ext };
    return !context.countryKnown && neighbourMobile.test(dialled)
      ? { ...landline, ambiguous: true }
      : landline;
  }
  // Among letters ("floor 3, unit 12", or 9.12346E+09 of a spreadsheet) a few digits are no telephone number.
  if (!context.hasLetters && /^[1-9]\d{7}$/.test(digits)) {
    return { kind: 'landline', e164: `+98${context.defaultArea}${digits}`, ext, assumedArea: true };
  }
  if (!context.hasLetters && /^\d{3,5}$/.test(dialled) && !dialled.startsWith('0')) {
    return { kind: 'short', e164: null, short: dialled, ext };
  }
  return { kind: 'unparsed', e164: null, digits, ext };
}

function foreign(digits: string, ext: string | null): Phone {
  if (!/^[1-9]\d{6,14}$/.test(digits)) return { kind: 'unparsed', e164: null, digits, ext };
  return { kind: 'foreign', e164: `+${digits}`, ext };
}

function localAbroad(dialled: string, country: string, ext: string | null): Phone {
  if (/^[1-9]\d{2,4}$/.test(dialled)) return { kind: 'short', e164: null, short: dialled, ext };
  if (dialled.startsWith(country) && dialled.length >= 11) return foreign(dialled, ext);
  const national = dialled.replace(/^0/, '');
  if (!/^[1-9]\d{6,11}$/.test(national)) return { kind: 'unparsed', e164: null, digits: national, ext };
  return foreign(`${country}${national}`, ext);
}

/**
 * A number for reading: «۰۹۱۲ ۳۴۵ ۶۷۸۹», `021 8877 6655`, `+964 770 123 4567`. Text that is not E.164 is shown
 * as it is, in the digits of `lang`. The caller isolates it left to right.
 */
export function formatPhone(e164OrRaw: string, lang: Language): string {
  const iran = /^\+98([1-9]\d{9})$/.exec(e164OrRaw)?.[1];
  if (iran === undefined) {
    const abroad = e164OrRaw.startsWith('+') ? parsePhoneNumber(e164OrRaw) : undefined;
    return localizeDigits(abroad?.formatInternational() ?? e164OrRaw.trim(), lang);
  }
  const groups = iran.startsWith('9')
    ? [`0${iran.slice(0, 3)}`, iran.slice(3, 6), iran.slice(6)]
    : [`0${iran.slice(0, 2)}`, iran.slice(2, 6), iran.slice(6)];
  return localizeDigits(groups.join(' '), lang);
}

/**
 * The digits to look for as a substring of a stored E.164 number without its plus; null when the query is not
 * phone-like or keeps fewer than 3 digits. A half-typed `98…` stays whole, for it is a substring as it is.
 */
export function phoneSearchDigits(query: string): string | null {
  const { number } = splitExtension(withoutInvisibleMarks(toAsciiDigits(query)).trim());
  if (!/^[+(]?[\d\s()+./\-\u2010-\u2015]+$/.test(number)) return null;
  const dialled = number.replace(/^[\s(]*\+/, '00').replace(/\D/g, '');
  const digits = isIranWithoutPlus(dialled) ? dialled.slice(2) : dialled.replace(/^00(?:98)?|^0/, '');
  const searched = digits.replace(/^0/, '');
  return searched.length >= 3 ? searched : null;
}
