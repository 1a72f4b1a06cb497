/**
 * Dates as people here write and read them. Stored are instants (milliseconds UTC) and epoch days (days since
 * 1970-01-01); Jalali and Gregorian dates exist only at the edge. Texts are composed here, for `Intl` orders
 * Persian dates wrongly (F-72).
 */
import type { Language } from '../lib/language.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { type CalendarName, monthNames, relativeWords, weekdayNames } from './date-names.ts';
import { localizeDigits, toAsciiDigits } from './digits.ts';
import { withoutInvisibleMarks } from './invisible-marks.ts';

export type { CalendarName };

/** A date in the calendar that its context names; months and days count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const msPerMinute = 60_000;
const msPerDay = 86_400_000;
/** Asia/Tehran: fixed, without daylight saving since 2022. */
const tehranOffsetMin = 210;

/** Years in which the 33-year cycle equals the official calendar; outside, a date is taken for a typing error. */
const jalaliYears = { first: 1200, last: 1499 };
const gregorianYears = { first: 1821, last: 2120 };
/** Two-digit years: 30–99 mean 1330–1399, 00–29 mean 1400–1429. */
const firstShortYearOf1300 = 30;
/** The day before 1 Farvardin of year 1, in days since 1970-01-01. */
const jalaliEpochDay = 1_948_319 - 2_440_588;

/** Leap years of the arithmetic 33-year cycle, as ICU and .NET compute them for the years in use. */
function isJalaliLeap(year: number): boolean {
  return (25 * year + 11) % 33 < 8;
}

function jalaliMonthLength(year: number, month: number): number {
  if (month <= 6) return 31;
  return month <= 11 || isJalaliLeap(year) ? 30 : 29;
}

function jalaliYearStart(year: number): number {
  return jalaliEpochDay + 1 + 365 * (year - 1) + Math.floor((8 * year + 21) / 33);
}

/** Whether such a day exists: 30 Esfand only in leap years, years 1200–1499. */
export function isValidJalali(year: number, month: number, day: number): boolean {
  if (![year, month, day].every(Number.isInteger)) return false;
  if (year < jalaliYears.first || year > jalaliYears.last || month < 1 || month > 12) return false;
  return day >= 1 && day <= jalaliMonthLength(year, month);
}

export function jalaliToEpochDay({ year, month, day }: CalendarDate): number {
  return jalaliYearStart(year) + 30 * (month - 1) + Math.min(month - 1, 6) + day - 1;
}

export function epochDayToJalali(epochDay: number): CalendarDate {
  const year = 1 + Math.floor((33 * (epochDay - jalaliEpochDay - 1) + 3) / 12_053);
  const dayOfYear = epochDay - jalaliYearStart(year);
  const month = dayOfYear < 186 ? Math.floor(dayOfYear / 31) : Math.floor((dayOfYear - 6) / 30);
  return { year, month: month + 1, day: dayOfYear - 30 * month - Math.min(month, 6) + 1 };
}

function gregorianToEpochDay({ year, month, day }: CalendarDate): number {
  return Date.UTC(year, month - 1, day) / msPerDay;
}

function epochDayToGregorian(epochDay: number): CalendarDate {
  const date = new Date(epochDay * msPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The Jalali date of a Gregorian one that exists. */
export function gregorianToJalali(year: number, month: number, day: number): CalendarDate {
  return epochDayToJalali(gregorianToEpochDay({ year, month, day }));
}

/** The Gregorian date of a Jalali one that exists. */
export function jalaliToGregorian(year: number, month: number, day: number): CalendarDate {
  return epochDayToGregorian(jalaliToEpochDay({ year, month, day }));
}

export interface ParsedDate {
  readonly epochDay: number;
  readonly calendar: CalendarName;
}

export type DateInputError =
  /** Reads as a date, but the calendar has no such day: 1404/12/30. */
  { readonly type: 'date-not-real'; readonly calendar: CalendarName } | { readonly type: 'date-unreadable' };

/**
 * Reads `1405/8/30`, `۱۴۰۵-۰۸-۳۰`, `30/8/1405`, `14050830`, `2026-11-21`, `21.11.2026`, in any digits, and drops
 * a time of day behind it. Years 1200–1499 are Jalali, 1821–2120 Gregorian. A two-digit year comes first and is
 * Jalali: `98/10/9` is 1398, `05/1/2` is 1405. Day before month where the year comes last.
 */
export function parseDateInput(text: string): Result<ParsedDate, DateInputError> {
  const plain = withoutInvisibleMarks(toAsciiDigits(text))
    .trim()
    .replace(/[T\s،,]+\d{1,2}:\d{2}\S*(\s*[AaPp][Mm])?$/, '');
  const found =
    /^(?<y>\d{4}|\d{2})([/\-.\s])(?<m>\d{1,2})\2(?<d>\d{1,2})$/.exec(plain) ??
    /^(?<d>\d{1,2})([/\-.\s])(?<m>\d{1,2})\2(?<y>\d{4})$/.exec(plain) ??
    /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/.exec(plain);
  const { y = '', m, d } = found?.groups ?? {};
  if (m === undefined || d === undefined) return err({ type: 'date-unreadable' });
  const year = y.length === 2 ? fullJalaliYear(Number(y)) : Number(y);
  return readDate({ year, month: Number(m), day: Number(d) });
}

function fullJalaliYear(shortYear: number): number {
  return shortYear + (shortYear < firstShortYearOf1300 ? 1400 : 1300);
}

function readDate(date: CalendarDate): Result<ParsedDate, DateInputError> {
  const { year, month, day } = date;
  if (year >= jalaliYears.first && year <= jalaliYears.last) {
    if (!isValidJalali(year, month, day)) return err({ type: 'date-not-real', calendar: 'jalali' });
    return ok({ epochDay: jalaliToEpochDay(date), calendar: 'jalali' });
  }
  if (year < gregorianYears.first || year > gregorianYears.last) return err({ type: 'date-unreadable' });
  const epochDay = gregorianToEpochDay(date);
  const back = epochDayToGregorian(epochDay);
  if (back.month !== month || back.day !== day) return err({ type: 'date-not-real', calendar: 'gregorian' });
  return ok({ epochDay, calendar: 'gregorian' });
}

export type DateStyle = 'long' | 'short' | 'dayMonth';

/**
 * The local date of an instant: `long` «شنبه ۳۰ آبان ۱۴۰۵», `dayMonth` «۳۰ آبان», `short` «۱۴۰۵/۰۸/۳۰». Persian
 * shows Jalali and the others Gregorian, unless `calendar` says otherwise. For an epoch day pass
 * `epochDay * 86_400_000` with offset 0.
 */
export function formatDate(
  epochMs: number,
  lang: Language,
  tzOffsetMin = tehranOffsetMin,
  style: DateStyle = 'long',
  calendar: CalendarName = lang === 'fa' ? 'jalali' : 'gregorian',
): string {
  const epochDay = Math.floor((epochMs + tzOffsetMin * msPerMinute) / msPerDay);
  const date = calendar === 'jalali' ? epochDayToJalali(epochDay) : epochDayToGregorian(epochDay);
  return localizeDigits(composeDate(date, epochDay, lang, style, calendar), lang);
}

function composeDate(
  { year, month, day }: CalendarDate,
  epochDay: number,
  lang: Language,
  style: DateStyle,
  calendar: CalendarName,
): string {
  if (style === 'short') {
    return [year, twoDigits(month), twoDigits(day)].join(
      lang === 'en' && calendar === 'gregorian' ? '-' : '/',
    );
  }
  const dayMonth = `${day} ${monthNames[calendar][lang][month - 1]}`;
  if (style === 'dayMonth') return dayMonth;
  const weekday = new Date(epochDay * msPerDay).getUTCDay();
  return `${weekdayNames[lang][weekday]} ${dayMonth} ${year}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** The local time of day on a 24-hour clock: «۱۶:۳۰». */
export function formatTime(epochMs: number, lang: Language, tzOffsetMin = tehranOffsetMin): string {
  const local = new Date(epochMs + tzOffsetMin * msPerMinute);
  return localizeDigits(`${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())}`, lang);
}

/**
 * How far an instant is away: «۷ دقیقهٔ دیگر», «۲ ساعت پیش». `deltaMs` is that instant minus now. Counts whole
 * units, rounded towards now; below a minute it is now; months have 30 days, years 365.
 */
export function formatRelative(deltaMs: number, lang: Language): string {
  const words = relativeWords[lang];
  const minutes = Math.trunc(Math.abs(deltaMs) / msPerMinute);
  const days = Math.trunc(minutes / 1440);
  if (minutes === 0) return words.now;
  const future = deltaMs > 0;
  const counted =
    minutes < 60
      ? words.count(minutes, 'minute', future)
      : days === 0
        ? words.count(Math.trunc(minutes / 60), 'hour', future)
        : days < 30
          ? words.count(days, 'day', future)
          : days < 365
            ? words.count(Math.trunc(days / 30), 'month', future)
            : words.count(Math.trunc(days / 365), 'year', future);
  return localizeDigits(future ? words.future(counted) : words.past(counted), lang);
}
