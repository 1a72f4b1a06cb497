import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import { done, procedure } from './base.ts';

const count = z.int().min(0);

/**
 * What a repair came to: mended on this PC, on the other one, or not at all. `joins-anew`: computing changed nothing on
 * either, and this PC's database is set aside for a fresh copy.
 */
const repairOutcome = z.enum([
  'mended-here',
  'mended-there',
  'agrees',
  'still-differs',
  'joins-anew',
  'log-damaged',
  'peer-away',
]);

export type RepairOutcome = z.output<typeof repairOutcome>;

const comparison = z.object({
  deviceId: idSchema<'device'>(),
  /** Null as long as its row is not here. */
  code: z.int().nullable(),
  name: z.string().nullable(),
  isConnected: z.boolean(),
  /** Milliseconds UTC; null before the first time. */
  comparedAt: z.int().nullable(),
  /** A version with other tables is never compared. */
  state: z.enum(['not-yet', 'other-version', 'agree', 'differ']),
  /** Rows that differ, by entity; at most some hundreds are counted. */
  differing: z.array(z.object({ entity: z.string(), rows: count })),
  outcome: repairOutcome.nullable(),
});

/** Whether the copies of the data on the PCs are the same. Live topic: `audit`. */
export const audit = {
  status: procedure.route({ method: 'GET', path: '/audit' }).output(
    z.object({
      /** Stretches of rows that are watched, and how many were read again since the core started. */
      buckets: count,
      bucketsRead: count,
      peers: z.array(comparison),
      /** Changes that are known here since the beginning, and those of them that stand in packed segments. */
      log: z.object({ operations: count, packed: count }),
      /** A repair that is under way. */
      repair: z.object({ phase: z.enum(['log', 'compare', 'peer']), done: count, total: count }).nullable(),
    }),
  ),
  /** Begins to mend the rows that differ: here from this PC's log, then at the peer from its own. */
  repair: procedure.route({ method: 'POST', path: '/audit/repair' }).output(done),
  /** Writes what differed and what was done into a file (JSON): names and stamps of fields, never what is in them. */
  report: procedure
    .route({ method: 'POST', path: '/audit/report' })
    .input(z.object({ path: z.string().min(1).max(2000) }))
    .output(done),
};
