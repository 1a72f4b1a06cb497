import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import type { OperationKey } from './operation.ts';

/** What a replica holds: the highest sequence number for each device and epoch, without gaps below it. */
export type VersionVector = ReadonlyMap<string, number>;

export const historyKey = (key: Pick<OperationKey, 'device' | 'epoch'>): string =>
  `${key.device}/${key.epoch}`;

export const vectorEntry = z.object({
  device: idSchema<'device'>(),
  epoch: z.int().min(1),
  seq: z.int().min(0),
});

export type VectorEntry = z.output<typeof vectorEntry>;

export const vectorFromEntries = (entries: readonly VectorEntry[]): Map<string, number> =>
  new Map(entries.map((entry) => [historyKey(entry), entry.seq]));

export const hasOperation = (vector: VersionVector, key: OperationKey): boolean =>
  (vector.get(historyKey(key)) ?? 0) >= key.seq;

/** How many operations `mine` holds that `theirs` does not. Vectors may claim more than numbers can count. */
export const countMissing = (mine: VersionVector, theirs: VersionVector): number => {
  let missing = 0;
  for (const [history, seq] of mine) missing += Math.max(0, seq - (theirs.get(history) ?? 0));
  return Math.min(missing, Number.MAX_SAFE_INTEGER);
};
