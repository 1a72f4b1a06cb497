import { epochDayToJalali } from '../../../shared/rules/jalali.ts';

/** How long somebody has been a customer, in whole Jalali years, or months within the first year. */
export type Tenure =
  | { readonly unit: 'years' | 'months'; readonly count: number }
  | { readonly unit: 'fresh' | 'future' };

/** @param since first day as a customer, and `today`, both as days since 1970-01-01. */
export function tenureOf(since: number, today: number): Tenure {
  if (since > today) return { unit: 'future' };
  const from = epochDayToJalali(since);
  const to = epochDayToJalali(today);
  const wholeMonths = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
  if (wholeMonths >= 12) return { unit: 'years', count: Math.floor(wholeMonths / 12) };
  return wholeMonths >= 1 ? { unit: 'months', count: wholeMonths } : { unit: 'fresh' };
}
