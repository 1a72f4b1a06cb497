import { ownValue } from '../../../shared/lib/own-value.ts';
import { isStamp, type Stamp } from '../../../shared/sync/stamp.ts';

/** Stamps of the shown writes of a row. `*` is its insert, and stands for every field not named. */
export type FieldClock = Readonly<Record<string, Stamp>>;

export const stampOf = (clock: FieldClock, field: string): Stamp | undefined =>
  ownValue(clock, field) ?? clock['*'];

export const parseClock = (text: string): FieldClock => {
  const clock: Record<string, Stamp> = {};
  // Written by `encodeClock` alone.
  for (const [field, stamp] of Object.entries(JSON.parse(text) as Record<string, string>)) {
    if (isStamp(stamp)) clock[field] = stamp;
  }
  return clock;
};

/** The one form of a clock: fields that stand as inserted are left to `*`. */
export const encodeClock = (clock: FieldClock): string => {
  const all = clock['*'];
  const named = Object.entries(clock)
    .filter(([field, stamp]) => field === '*' || stamp !== all)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(named));
};
