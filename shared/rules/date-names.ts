/** Names of days and months, and the words of relative time, in three languages. Data for `jalali.ts` only. */
import type { Language } from '../lib/language.ts';

export type CalendarName = 'jalali' | 'gregorian';

/** Sunday first, as `Date.prototype.getUTCDay` counts. */
export const weekdayNames: Readonly<Record<Language, readonly string[]>> = {
  fa: ['یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه'],
  ar: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

export const monthNames: Readonly<Record<CalendarName, Readonly<Record<Language, readonly string[]>>>> = {
  jalali: {
    fa: 'فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند'.split(' '),
    ar: 'فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند'.split(' '),
    en: 'Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand'.split(' '),
  },
  gregorian: {
    fa: 'ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر'.split(' '),
    ar: 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' '),
    en: 'January February March April May June July August September October November December'.split(' '),
  },
};

export type RelativeUnit = 'minute' | 'hour' | 'day' | 'month' | 'year';

/** The unit with its number, and the frame around it. */
export interface RelativeWords {
  readonly now: string;
  readonly count: (count: number, unit: RelativeUnit, future: boolean) => string;
  readonly future: (counted: string) => string;
  readonly past: (counted: string) => string;
}

const persianUnits: Readonly<Record<RelativeUnit, readonly [past: string, future: string]>> = {
  minute: ['دقیقه', 'دقیقهٔ'],
  hour: ['ساعت', 'ساعت'],
  day: ['روز', 'روز'],
  month: ['ماه', 'ماه'],
  year: ['سال', 'سال'],
};

/** One, two, three to ten, eleven and more (also 100, 111…). */
const arabicUnits: Readonly<Record<RelativeUnit, readonly [string, string, string, string]>> = {
  minute: ['دقيقة', 'دقيقتين', 'دقائق', 'دقيقة'],
  hour: ['ساعة', 'ساعتين', 'ساعات', 'ساعة'],
  day: ['يوم', 'يومين', 'أيام', 'يومًا'],
  month: ['شهر', 'شهرين', 'أشهر', 'شهرًا'],
  year: ['سنة', 'سنتين', 'سنوات', 'سنة'],
};

function countArabic(count: number, unit: RelativeUnit): string {
  const [one, two, few, many] = arabicUnits[unit];
  if (count === 1) return one;
  if (count === 2) return two;
  return `${count} ${count % 100 >= 3 && count % 100 <= 10 ? few : many}`;
}

export const relativeWords: Readonly<Record<Language, RelativeWords>> = {
  fa: {
    now: 'همین حالا',
    count: (count, unit, future) => `${count} ${persianUnits[unit][future ? 1 : 0]}`,
    future: (counted) => `${counted} دیگر`,
    past: (counted) => `${counted} پیش`,
  },
  ar: {
    now: 'الآن',
    count: countArabic,
    future: (counted) => `بعد ${counted}`,
    past: (counted) => `قبل ${counted}`,
  },
  en: {
    now: 'now',
    count: (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`,
    future: (counted) => `in ${counted}`,
    past: (counted) => `${counted} ago`,
  },
};
