import { restamp } from '../../../shared/entities/restamp.ts';
import { ok } from '../../../shared/lib/result.ts';
import { runCommand } from '../db/commit.ts';
import { type FarOperation, findFarAhead } from '../db/far-ahead-log.ts';
import type { Replica } from '../db/replica.ts';

/** Leaves room below the number of changes that one operation holds. */
const mostAtOnce = 500;

/**
 * The hub's part: says of operations that are dated far ahead that they count from now on, in the order in which
 * they were dated (docs/spec/sync.md, S74).
 * @returns whether there may be more.
 */
export const restampFarAhead = (replica: Replica): boolean => {
  const limit = replica.latestApplied();
  if (limit === null || replica.membership()?.role !== 'hub') return false;
  const far: readonly FarOperation[] = findFarAhead(replica.db.writer, limit, mostAtOnce);
  if (far.length === 0) return false;
  const written = runCommand(replica, { name: 'clock.restamp', author: { userId: null } }, (transaction) => {
    for (const { device, epoch, seq, stamp } of far)
      transaction.insert(restamp, { deviceId: device, epoch, seq, stamp, hlc: replica.nextHlc() });
    return ok(null);
  });
  // A full disk: tried again at the next look.
  return written.ok && far.length === mostAtOnce;
};
