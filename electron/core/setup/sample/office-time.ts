import {
  addWorkingMinutes,
  type WorkCalendar,
  workingMinutesBetween,
} from '../../../../shared/rules/working-time.ts';
import type { Seeded } from './seeded.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How the calls of a day spread over its hours: a rush in the morning, a dip at noon. */
const rushByHour: Readonly<Record<number, number>> = {
  8: 0.6,
  9: 1,
  10: 1,
  11: 0.9,
  12: 0.5,
  13: 0.4,
  14: 0.7,
  15: 0.75,
  16: 0.5,
};

/** The working time of the weeks before now, counted in minutes from its beginning. */
export interface OfficeTime {
  /** The newest instant at which something can have happened: now, or the end of the last working day. */
  readonly nowMs: number;
  readonly totalMin: number;
  readonly calendar: WorkCalendar;
  /** The instant that lies so many working minutes before `nowMs`: whole milliseconds, as everything stored. */
  before(workingMin: number): number;
  after(ms: number, workingMin: number): number;
  between(fromMs: number, toMs: number): number;
  /** A busy moment at least `leastMin` and at most `mostMin` working minutes ago. */
  moment(seeded: Seeded, leastMin: number, mostMin: number): number;
}

export const createOfficeTime = (calendar: WorkCalendar, clockMs: number, days: number): OfficeTime => {
  const fromMs = clockMs - days * dayMs;
  const totalMin = workingMinutesBetween(fromMs, clockMs, calendar);
  // At night and on days off everything happened before closing time.
  const nowMs = Math.min(clockMs, addWorkingMinutes(fromMs, totalMin, calendar) + minuteMs);
  const before = (workingMin: number): number =>
    Math.floor(addWorkingMinutes(fromMs, Math.max(1, totalMin - workingMin), calendar));
  const rushAt = (ms: number): number => {
    const hour = Math.floor(((ms + calendar.tzOffsetMin * minuteMs) % dayMs) / (60 * minuteMs));
    return rushByHour[hour] ?? 0.3;
  };
  return {
    nowMs,
    totalMin,
    calendar,
    before,
    after: (ms, workingMin) => Math.floor(addWorkingMinutes(ms, workingMin, calendar)),
    between: (from, to) => workingMinutesBetween(from, to, calendar),
    moment: (seeded, leastMin, mostMin) => {
      const most = Math.min(mostMin, totalMin - 1);
      const draw = (): number => before(leastMin + seeded.next() * Math.max(0, most - leastMin));
      let drawn = draw();
      for (let tries = 0; tries < 5 && !seeded.chance(rushAt(drawn)); tries += 1) drawn = draw();
      // Nobody calls on the stroke of a minute.
      return Math.min(nowMs, drawn + seeded.integer(0, 59) * 1000);
    },
  };
};
