/** Working minutes between many pairs of instants: each day is looked up in the calendar once. */
import { type WorkCalendar, workingMinutesBetween } from './working-time.ts';

const msPerMinute = 60_000;
const msPerDay = 86_400_000;

export interface WorkMeter {
  /** As `workingMinutesBetween`, each instant taken at the beginning of its minute. */
  minutesBetween(fromMs: number, toMs: number): number;
}

/** Remembers the days that it measured; made for one query and dropped with it. */
export function createWorkMeter(calendar: WorkCalendar): WorkMeter {
  const offsetMs = calendar.tzOffsetMin * msPerMinute;
  const minutesByDay = new Map<number, number>();
  const startOf = (day: number): number => day * msPerDay - offsetMs;

  const wholeDay = (day: number): number => {
    const known = minutesByDay.get(day);
    if (known !== undefined) return known;
    const minutes = workingMinutesBetween(startOf(day), startOf(day + 1), calendar);
    minutesByDay.set(day, minutes);
    return minutes;
  };

  return {
    minutesBetween(fromMs, toMs) {
      const from = Math.floor(fromMs / msPerMinute) * msPerMinute;
      const to = Math.floor(toMs / msPerMinute) * msPerMinute;
      if (to <= from) return 0;
      const firstDay = Math.floor((from + offsetMs) / msPerDay);
      const lastDay = Math.floor((to + offsetMs) / msPerDay);
      if (firstDay === lastDay) return workingMinutesBetween(from, to, calendar);
      let minutes = workingMinutesBetween(from, startOf(firstDay + 1), calendar);
      for (let day = firstDay + 1; day < lastDay; day++) minutes += wholeDay(day);
      return minutes + workingMinutesBetween(startOf(lastDay), to, calendar);
    },
  };
}
