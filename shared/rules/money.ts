/**
 * Money is an integer number of Rial. Toman is a way to write it, at a ratio that is a setting, for
 * redenomination is planned (F-73). Nothing is ever rounded.
 */
import type { Language } from '../lib/language.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { localizeDigits, toAsciiDigits } from './digits.ts';
import { withoutInvisibleMarks } from './invisible-marks.ts';

export type MoneyUnit = 'toman' | 'rial';

export type AmountError =
  | { readonly type: 'amount-unreadable' }
  | { readonly type: 'amount-negative' }
  /** Finer than one Rial. */
  | { readonly type: 'amount-not-whole-rial' }
  /** More than `Number.MAX_SAFE_INTEGER` Rial. */
  | { readonly type: 'amount-too-large' };

export interface MoneyStyle {
  readonly unit: MoneyUnit;
  /** How many Rial one Toman has; a positive integer. */
  readonly rialPerToman: number;
}

const unitWords: Readonly<Record<MoneyUnit, Readonly<Record<Language, string>>>> = {
  toman: { fa: 'تومان', ar: 'تومان', en: 'Toman' },
  rial: { fa: 'ریال', ar: 'ريال', en: 'Rial' },
};
const unitSuffixes: readonly (readonly [RegExp, MoneyUnit])[] = [
  [/(?:تومان|تومن|tomans?)$/i, 'toman'],
  [/(?:ریال|ريال|rials?|irr)$/i, 'rial'],
];
const marks: Readonly<Record<Language, readonly [group: string, decimal: string]>> = {
  fa: ['٬', '٫'],
  ar: ['٬', '٫'],
  en: [',', '.'],
};

/**
 * Reads an amount in any digits, with `٬ , ، .` or spaces between thousands. A unit written behind the number
 * holds over `unit`. One mark before fewer or more than three digits is a decimal mark: `12.5` Toman is 125 Rial.
 * @returns integer Rial, never negative
 */
export function parseAmount(text: string, unit: MoneyUnit, rialPerToman = 10): Result<number, AmountError> {
  let plain = withoutInvisibleMarks(toAsciiDigits(text)).trim();
  let ratio = unit === 'toman' ? rialPerToman : 1;
  for (const [suffix, written] of unitSuffixes) {
    if (!suffix.test(plain)) continue;
    plain = plain.replace(suffix, '').trim();
    ratio = written === 'toman' ? rialPerToman : 1;
    break;
  }
  if (/^(?:[-−‒–]\s*\d.*|\d[\d.,٬،٫\s]*[-−]|\(.*\d\))$/.test(plain)) return err({ type: 'amount-negative' });
  const parts = splitNumber(plain.replace(/^\+/, ''));
  if (parts === null) return err({ type: 'amount-unreadable' });

  // Scaled integers: a decimal fraction has no exact binary form.
  const fraction = parts.fraction.replace(/0+$/, '');
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(parts.whole + fraction) * BigInt(ratio);
  if (scaled % scale !== 0n) return err({ type: 'amount-not-whole-rial' });
  const rial = scaled / scale;
  if (rial > BigInt(Number.MAX_SAFE_INTEGER)) return err({ type: 'amount-too-large' });
  return ok(Number(rial));
}

function splitNumber(text: string): { readonly whole: string; readonly fraction: string } | null {
  if (text.length > 60) return null;
  const plain = /^(\d+)$/.exec(text) ?? /^([1-9]\d{0,2}(?:([٬,،.]|\s)\d{3})(?:\2\d{3})*)$/.exec(text);
  if (plain?.[1] !== undefined) return { whole: plain[1].replace(/\D/g, ''), fraction: '' };
  const decimal = /^(\d+|[1-9]\d{0,2}(?:([٬,،]|\s)\d{3})(?:\2\d{3})*)[.٫](\d+)$/.exec(text);
  if (decimal?.[1] === undefined) return null;
  return { whole: decimal[1].replace(/\D/g, ''), fraction: decimal[3] ?? '' };
}

/**
 * «۵۰۰٬۰۰۰ تومان». Exact: a Toman amount shows its decimals, and one that has no finite decimals is shown in
 * Rial instead. A negative amount carries a minus sign.
 */
export function formatMoney(rial: number, lang: Language, style: MoneyStyle): string {
  const [group, decimal] = marks[lang];
  const exact = style.unit === 'toman' ? divideExactly(Math.abs(rial), style.rialPerToman) : null;
  const { whole, fraction } = exact ?? { whole: Math.abs(rial), fraction: '' };
  const unit: MoneyUnit = exact === null ? 'rial' : 'toman';
  const grouped = String(whole).replace(/\B(?=(?:\d{3})+$)/g, group);
  const number = fraction === '' ? grouped : grouped + decimal + fraction;
  return `${rial < 0 ? '−' : ''}${localizeDigits(number, lang)} ${unitWords[unit][lang]}`;
}

/** Long division to at most six decimals; null when it does not end by then. */
function divideExactly(
  amount: number,
  divisor: number,
): { readonly whole: number; readonly fraction: string } | null {
  let rest = amount % divisor;
  let fraction = '';
  while (rest !== 0 && fraction.length < 6) {
    fraction += String(Math.floor((rest * 10) / divisor));
    rest = (rest * 10) % divisor;
  }
  // Three decimals behind a point read as thousands.
  if (fraction.length === 3) fraction += '0';
  return rest === 0 ? { whole: Math.floor(amount / divisor), fraction } : null;
}
