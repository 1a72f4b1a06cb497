/** The next day on which somebody works, for calls that are promised for «tomorrow». */
import { type WorkCalendar, workingDate } from './working-time.ts';

const msPerMinute = 60_000;
const msPerDay = 86_400_000;
/** As for working minutes: a year without work is a broken calendar. */
const longestBreakDays = 370;

/**
 * The instant of a local time of day on the next working day after the day of `atMs`.
 * @param minuteOfDay minutes since local midnight.
 * @throws RangeError for a calendar without work.
 */
export function nextWorkingDayAt(atMs: number, minuteOfDay: number, calendar: WorkCalendar): number {
  const offsetMs = calendar.tzOffsetMin * msPerMinute;
  const today = Math.floor((atMs + offsetMs) / msPerDay);
  for (let day = today + 1; day <= today + longestBreakDays; day++) {
    const instant = day * msPerDay - offsetMs + minuteOfDay * msPerMinute;
    if (workingDate(instant, calendar) !== null) return instant;
  }
  throw new RangeError('the calendar has no working day for a year');
}
