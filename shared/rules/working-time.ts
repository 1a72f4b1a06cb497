/**
 * Working time: adding and measuring minutes that count only inside the working windows of a week, with
 * holidays left out. Instants are milliseconds UTC; windows are minutes of the local day at a fixed offset.
 */

/** 0 = Sunday … 6 = Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** From minute to minute of the local day, `0 ≤ from < to ≤ 1440`, in rising order without overlap. */
export type WorkWindow = readonly [fromMin: number, toMin: number];

export interface WorkCalendar {
  /** Minutes east of UTC, without daylight saving: 210 in Iran. */
  readonly tzOffsetMin: number;
  readonly days: Readonly<Record<Weekday, readonly WorkWindow[]>>;
  /** Local dates without work, ISO `2026-03-20`. */
  readonly holidays: readonly string[];
}

const msPerMinute = 60_000;
const msPerDay = 86_400_000;
/** A year of holidays in a row is a broken calendar, not a long wait. */
const longestBreakDays = 370;

const localDay = (atMs: number, calendar: WorkCalendar): number =>
  Math.floor((atMs + calendar.tzOffsetMin * msPerMinute) / msPerDay);

function weekdayOf(epochDay: number): Weekday {
  // 1970-01-01 was a Thursday; the remainder of a division by 7 is always a weekday.
  return ((((epochDay + 4) % 7) + 7) % 7) as Weekday;
}

function windowsOf(epochDay: number, calendar: WorkCalendar): readonly WorkWindow[] {
  const isoDate = new Date(epochDay * msPerDay).toISOString().slice(0, 10);
  return calendar.holidays.includes(isoDate) ? [] : calendar.days[weekdayOf(epochDay)];
}

/** The working spans of one local day as instants, in order. */
function spansOf(epochDay: number, calendar: WorkCalendar): readonly (readonly [number, number])[] {
  const midnightMs = epochDay * msPerDay - calendar.tzOffsetMin * msPerMinute;
  return windowsOf(epochDay, calendar).map(
    ([fromMin, toMin]) => [midnightMs + fromMin * msPerMinute, midnightMs + toMin * msPerMinute] as const,
  );
}

/** The local date of an instant, ISO `2026-11-21`, when work is done on that day; null on days off. */
export function workingDate(atMs: number, calendar: WorkCalendar): string | null {
  const day = localDay(atMs, calendar);
  return windowsOf(day, calendar).length === 0 ? null : new Date(day * msPerDay).toISOString().slice(0, 10);
}

/**
 * The instant at which `minutes` (≥ 0) of working time have passed since `startMs`. A span that is used up to
 * its last minute ends there, not at the opening of the next. Throws RangeError for a calendar without work.
 */
export function addWorkingMinutes(startMs: number, minutes: number, calendar: WorkCalendar): number {
  if (!(minutes >= 0)) throw new RangeError(`working minutes must not be negative: ${minutes}`);
  let leftMs = minutes * msPerMinute;
  if (leftMs === 0) return startMs;
  let daysWithoutWork = 0;
  for (let day = localDay(startMs, calendar); daysWithoutWork <= longestBreakDays; day++) {
    daysWithoutWork++;
    for (const [openMs, closeMs] of spansOf(day, calendar)) {
      const fromMs = Math.max(openMs, startMs);
      if (fromMs >= closeMs) continue;
      if (leftMs <= closeMs - fromMs) return fromMs + leftMs;
      leftMs -= closeMs - fromMs;
      daysWithoutWork = 0;
    }
  }
  throw new RangeError('the calendar has no working time for a year');
}

const msOf = (windows: readonly WorkWindow[]): number =>
  windows.reduce((ms, [fromMin, toMin]) => ms + (toMin - fromMin) * msPerMinute, 0);

/** Working time of whole days, from one up to but not including another: by weeks, however many years it is. */
function wholeDaysMs(fromDay: number, toDay: number, calendar: WorkCalendar): number {
  if (toDay <= fromDay) return 0;
  const weekdayMs = (day: number): number => msOf(calendar.days[weekdayOf(day)]);
  const weeks = Math.floor((toDay - fromDay) / 7);
  let workedMs = 0;
  for (let day = 0; day < 7; day++) workedMs += weeks * weekdayMs(day);
  for (let day = fromDay + weeks * 7; day < toDay; day++) workedMs += weekdayMs(day);
  for (const date of new Set(calendar.holidays)) {
    const day = Date.parse(date) / msPerDay;
    if (day >= fromDay && day < toDay && windowsOf(day, calendar).length === 0) workedMs -= weekdayMs(day);
  }
  return workedMs;
}

/** Whole working minutes between two instants, rounded down; 0 when `toMs` is not after `fromMs`. */
export function workingMinutesBetween(fromMs: number, toMs: number, calendar: WorkCalendar): number {
  if (toMs <= fromMs) return 0;
  const [firstDay, lastDay] = [localDay(fromMs, calendar), localDay(toMs, calendar)];
  let workedMs = wholeDaysMs(firstDay + 1, lastDay, calendar);
  for (const day of new Set([firstDay, lastDay])) {
    for (const [openMs, closeMs] of spansOf(day, calendar)) {
      workedMs += Math.max(0, Math.min(closeMs, toMs) - Math.max(openMs, fromMs));
    }
  }
  return Math.floor(workedMs / msPerMinute);
}
