import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import type { Language } from '../lib/language.ts';
import { localizeDigits } from './digits.ts';
import {
  epochDayToJalali,
  formatDate,
  formatRelative,
  formatTime,
  gregorianToJalali,
  isValidJalali,
  jalaliToEpochDay,
  jalaliToGregorian,
  parseDateInput,
} from './jalali.ts';

const msPerDay = 86_400_000;
const firstDay = Date.UTC(1925, 0, 1) / msPerDay;
const lastDay = Date.UTC(2099, 11, 31) / msPerDay;
const tehran = (local: string): number => Date.parse(`${local}+03:30`);

describe('Jalali arithmetic', () => {
  it('F-72: equals the Persian calendar of ICU on every day from 1925 to 2099, and converts back', () => {
    const icu = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    const wrong: string[] = [];
    for (let epochDay = firstDay; epochDay <= lastDay; epochDay++) {
      const { year, month, day } = epochDayToJalali(epochDay);
      const expected = icu.format(epochDay * msPerDay).replace(/[^\d/]/g, '');
      const back = jalaliToEpochDay({ year, month, day });
      if (`${month}/${day}/${year}` !== expected || back !== epochDay || !isValidJalali(year, month, day)) {
        wrong.push(`${year}/${month}/${day} for ${expected}`);
      }
    }
    expect(lastDay - firstDay).toBe(63_917);
    expect(wrong).toEqual([]);
  });

  it('F-72: known days', () => {
    expect(gregorianToJalali(2026, 11, 21)).toEqual({ year: 1405, month: 8, day: 30 });
    expect(jalaliToGregorian(1405, 8, 30)).toEqual({ year: 2026, month: 11, day: 21 });
    expect(jalaliToGregorian(1403, 12, 30)).toEqual({ year: 2025, month: 3, day: 20 });
    expect(gregorianToJalali(1979, 2, 11)).toEqual({ year: 1357, month: 11, day: 22 });
  });

  it('F-72: 30 Esfand exists in leap years only', () => {
    expect(isValidJalali(1403, 12, 30)).toBe(true);
    expect(isValidJalali(1404, 12, 30)).toBe(false);
    expect(isValidJalali(1404, 7, 31)).toBe(false);
    expect(isValidJalali(1404, 13, 1)).toBe(false);
    expect(isValidJalali(1404, 0, 1)).toBe(false);
    expect(isValidJalali(1404, 1, 1.5)).toBe(false);
    expect(isValidJalali(99, 1, 1)).toBe(false);
  });

  it('exactly the valid dates convert back to themselves', () => {
    const parts = [fc.integer({ min: 1200, max: 1499 }), fc.integer({ min: 1, max: 12 })] as const;
    fc.assert(
      fc.property(...parts, fc.integer({ min: 1, max: 31 }), (year, month, day) => {
        const back = epochDayToJalali(jalaliToEpochDay({ year, month, day }));
        const same = back.year === year && back.month === month && back.day === day;
        expect(same).toBe(isValidJalali(year, month, day));
      }),
    );
  });
});

describe('parseDateInput', () => {
  const jalali = (year: number, month: number, day: number) => ({
    ok: true,
    value: { epochDay: jalaliToEpochDay({ year, month, day }), calendar: 'jalali' },
  });
  const gregorian = (iso: string) => ({
    ok: true,
    value: { epochDay: Date.parse(iso) / msPerDay, calendar: 'gregorian' },
  });

  it.each([
    ['1405/8/30', jalali(1405, 8, 30)],
    ['۱۴۰۵/۰۸/۳۰', jalali(1405, 8, 30)],
    ['١٤٠٥/٠٨/٣٠', jalali(1405, 8, 30)],
    ['1401-12-05', jalali(1401, 12, 5)],
    ['1403/12/30', jalali(1403, 12, 30)],
    ['30/8/1405', jalali(1405, 8, 30)],
    ['14050830', jalali(1405, 8, 30)],
    ['\u200e1405.8.30 ', jalali(1405, 8, 30)],
    ['1405/08/30 16:30', jalali(1405, 8, 30)],
    ['98/10/9', jalali(1398, 10, 9)],
    ['05/1/2', jalali(1405, 1, 2)],
    ['30/1/1', jalali(1330, 1, 1)],
    ['29/1/1', jalali(1429, 1, 1)],
    ['2026-11-21', gregorian('2026-11-21')],
    ['21.11.2026', gregorian('2026-11-21')],
    ['2026-11-21T00:00:00.000Z', gregorian('2026-11-21')],
  ])('F-72: accepts «%s»', (text, expected) => {
    expect(parseDateInput(text)).toEqual(expected);
  });

  it.each([
    ['1404/12/30', 'jalali'],
    ['۱۴۰۴-۱۲-۳۰', 'jalali'],
    ['1404/0/1', 'jalali'],
    ['1404/7/31', 'jalali'],
    ['2026-02-29', 'gregorian'],
    ['11/21/2026', 'gregorian'],
  ])('F-72: refuses «%s» as a day that does not exist', (text, calendar) => {
    expect(parseDateInput(text)).toEqual({ ok: false, error: { type: 'date-not-real', calendar } });
  });

  it.each(['', 'دیروز', '1405/8', '1405/8-30', '1600/1/1', '9/10/98x', '1405/8/30/1', '-1405/8/30'])(
    'calls «%s» unreadable',
    (text) => {
      expect(parseDateInput(text)).toEqual({ ok: false, error: { type: 'date-unreadable' } });
    },
  );

  it('reads back what is shown, in every language', () => {
    const days = fc.integer({ min: firstDay, max: lastDay });
    fc.assert(
      fc.property(days, fc.constantFrom<Language>('fa', 'ar', 'en'), (epochDay, lang) => {
        const shown = formatDate(epochDay * msPerDay, lang, 0, 'short');
        expect(parseDateInput(shown)).toMatchObject({ ok: true, value: { epochDay } });
      }),
    );
  });
});

describe('dates and times for reading', () => {
  it.each(vectors.sla)('F-72: $dueIso in Tehran is $due', ({ dueIso, due, iso, start }) => {
    const shown = (local: string): string =>
      `${formatDate(tehran(local), 'fa')}، ${formatTime(tehran(local), 'fa')}`;
    expect(shown(dueIso)).toBe(due);
    expect(shown(iso)).toBe(start);
  });

  it('F-72: Persian shows Jalali, Arabic and English Gregorian, and each the other on request', () => {
    const at = tehran('2026-11-21T16:30');
    expect(formatDate(at, 'fa', 210, 'long')).toBe('شنبه ۳۰ آبان ۱۴۰۵');
    expect(formatDate(at, 'fa', 210, 'short')).toBe('۱۴۰۵/۰۸/۳۰');
    expect(formatDate(at, 'fa', 210, 'dayMonth')).toBe('۳۰ آبان');
    expect(formatDate(at, 'ar', 210, 'long')).toBe('السبت ٢١ نوفمبر ٢٠٢٦');
    expect(formatDate(at, 'ar', 210, 'short')).toBe('٢٠٢٦/١١/٢١');
    expect(formatDate(at, 'en', 210, 'long')).toBe('Saturday 21 November 2026');
    expect(formatDate(at, 'en', 210, 'short')).toBe('2026-11-21');
    expect(formatDate(at, 'en', 210, 'long', 'jalali')).toBe('Saturday 30 Aban 1405');
    expect(formatTime(at, 'fa', 210)).toBe('۱۶:۳۰');
    expect(formatTime(at, 'en', 180)).toBe('16:00');
  });

  it('a day begins at local midnight', () => {
    expect(formatDate(tehran('2026-11-21T00:00'), 'en')).toBe('Saturday 21 November 2026');
    expect(formatDate(tehran('2026-11-20T23:59:59.999'), 'en')).toBe('Friday 20 November 2026');
    expect(formatTime(tehran('2026-11-21T00:00'), 'en')).toBe('00:00');
  });

  it('relative time counts whole units towards now', () => {
    const minute = 60_000;
    const hour = 60 * minute;
    expect(formatRelative(7 * minute, 'fa')).toBe('۷ دقیقهٔ دیگر');
    expect(formatRelative(-2 * hour - 59 * minute, 'fa')).toBe('۲ ساعت پیش');
    expect(formatRelative(-59_999, 'fa')).toBe('همین حالا');
    expect(formatRelative(-3 * 24 * hour, 'fa')).toBe('۳ روز پیش');
    expect(formatRelative(400 * 24 * hour, 'fa')).toBe('۱ سال دیگر');
    expect(formatRelative(-75 * 24 * hour, 'en')).toBe('2 months ago');
    expect(formatRelative(minute, 'en')).toBe('in 1 minute');
    expect(['1', '2', '3', '11', '103'].map((n) => formatRelative(-Number(n) * 24 * hour, 'ar'))).toEqual([
      'قبل يوم',
      'قبل يومين',
      'قبل ٣ أيام',
      'قبل ١١ يومًا',
      'قبل ٣ أشهر',
    ]);
    expect(formatRelative(30_000, 'ar')).toBe(localizeDigits('الآن', 'ar'));
  });
});
