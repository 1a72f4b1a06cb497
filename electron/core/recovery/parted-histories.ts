import { historyKey, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import type { Connection } from '../db/connection.ts';
import { readMembership } from '../db/meta.ts';
import { heldHash, readVector } from '../db/operation-log.ts';
import { isRejoining } from '../db/rejoining.ts';
import { readRenewal } from '../db/renewal.ts';

/**
 * Whether a copy and the live database know two ways of one history, or the copy more of this PC's own than the PC
 * itself: it was restored or copied, and what it wrote since has no place behind what the copy holds. Peers mend that
 * first (docs/spec/sync.md, S52 to S57); a copy is taken afterwards. Whose database was lost has nothing to compare.
 */
export const hasPartedHistories = (live: Connection, copy: Connection): boolean => {
  if (isRejoining(live)) return false;
  if (readRenewal(live) !== null) return true;
  const own = readMembership(live);
  const ownKey = own === null ? null : historyKey({ device: own.deviceId, epoch: own.epoch });
  const held = vectorFromEntries(readVector(live));
  return readVector(copy).some((entry) => {
    const here = held.get(historyKey(entry)) ?? 0;
    if (historyKey(entry) === ownKey && entry.seq > here) return true;
    const both = { ...entry, seq: Math.min(entry.seq, here) };
    if (both.seq === 0) return false;
    const [one, other] = [heldHash(live, both), heldHash(copy, both)];
    return one === null || other === null || !one.equals(other);
  });
};
