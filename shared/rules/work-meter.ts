/** Working minutes between many pairs of instants. */
import { type WorkCalendar, workingMinutesBetween } from './working-time.ts';

const msPerMinute = 60_000;

export interface WorkMeter {
  /** As `workingMinutesBetween`, each instant taken at the beginning of its minute. */
  minutesBetween(fromMs: number, toMs: number): number;
}

/** Made for one query and dropped with it. */
export function createWorkMeter(calendar: WorkCalendar): WorkMeter {
  return {
    minutesBetween(fromMs, toMs) {
      const from = Math.floor(fromMs / msPerMinute) * msPerMinute;
      const to = Math.floor(toMs / msPerMinute) * msPerMinute;
      return workingMinutesBetween(from, to, calendar);
    },
  };
}
