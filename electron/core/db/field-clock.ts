import { ownValue } from '../../../shared/lib/own-value.ts';
import { isStamp, type Stamp } from '../../../shared/sync/stamp.ts';

/** Stamps of the shown writes of a row. `*` is its insert, and stands for every field not named. */
export type FieldClock = Readonly<Record<string, Stamp>>;

/** A row's clock as its table holds it: most rows stand as they were inserted, and then `clock` is null. */
export interface StoredClock {
  readonly clock: unknown;
  readonly createdStamp: unknown;
}

export const stampOf = (clock: FieldClock, field: string): Stamp | undefined =>
  ownValue(clock, field) ?? clock['*'];

/** Stamps are 24-byte blobs where every row has one. */
export const stampBlob = (stamp: Stamp): Buffer => Buffer.from(stamp, 'hex');

export const stampOfBlob = (stored: unknown): Stamp | null => {
  const stamp = Buffer.isBuffer(stored) ? stored.toString('hex') : '';
  return isStamp(stamp) ? stamp : null;
};

export const readClock = ({ clock: stored, createdStamp }: StoredClock): Record<string, Stamp> => {
  const clock: Record<string, Stamp> = {};
  const inserted = stampOfBlob(createdStamp);
  if (inserted !== null) clock['*'] = inserted;
  if (typeof stored !== 'string') return clock;
  // Written by `encodeClock` alone.
  for (const [field, stamp] of Object.entries(JSON.parse(stored) as Record<string, string>)) {
    if (isStamp(stamp)) clock[field] = stamp;
  }
  return clock;
};

/** The one form of a clock: fields that stand as inserted are left to `createdStamp`. */
export const encodeClock = (clock: FieldClock): string | null => {
  const all = clock['*'];
  const named = Object.entries(clock)
    .filter(([field, stamp]) => field !== '*' && stamp !== all)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return named.length === 0 ? null : JSON.stringify(Object.fromEntries(named));
};
