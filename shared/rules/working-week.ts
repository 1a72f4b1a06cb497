/**
 * Working weeks to choose from when a call centre is made. They are ours, not those of `Intl`, whose data
 * says that Iran works on Thursday (features, "Sane defaults"). Everything stays editable.
 */
import type { workingWeeks } from '../entities/organisation.ts';
import type { Weekday, WorkCalendar, WorkWindow } from './working-time.ts';

export type WorkWeekPreset = (typeof workingWeeks)[number];

export interface WorkWeek {
  readonly firstDay: Weekday;
  readonly weekend: readonly Weekday[];
  readonly days: WorkCalendar['days'];
}

const office: readonly WorkWindow[] = [[8 * 60, 17 * 60]];
const morning: readonly WorkWindow[] = [[8 * 60, 13 * 60]];
const off: readonly WorkWindow[] = [];

const sundayToThursday: WorkCalendar['days'] = {
  0: office,
  1: office,
  2: office,
  3: office,
  4: office,
  5: off,
  6: off,
};
const saturdayToWednesday: WorkCalendar['days'] = { ...sundayToThursday, 4: off, 6: office };

const weekByPreset: Readonly<Record<WorkWeekPreset, WorkWeek>> = {
  ir: { firstDay: 6, weekend: [4, 5], days: saturdayToWednesday },
  ir_thu: { firstDay: 6, weekend: [5], days: { ...saturdayToWednesday, 4: morning } },
  iq: { firstDay: 6, weekend: [5, 6], days: sundayToThursday },
  eg: { firstDay: 6, weekend: [5, 6], days: sundayToThursday },
  sa: { firstDay: 0, weekend: [5, 6], days: sundayToThursday },
  ae: { firstDay: 1, weekend: [6, 0], days: { ...sundayToThursday, 0: off, 5: office } },
};

/** First day, weekend and working windows (08:00–17:00; the half Thursday 08:00–13:00) of a preset. */
export function workWeek(preset: WorkWeekPreset): WorkWeek {
  return weekByPreset[preset];
}

/** The calendar that deadlines are computed with. `holidays` are local ISO dates. */
export function workCalendar(
  preset: WorkWeekPreset,
  tzOffsetMin: number,
  holidays: readonly string[] = [],
): WorkCalendar {
  return { tzOffsetMin, days: weekByPreset[preset].days, holidays };
}
