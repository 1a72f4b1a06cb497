import { historyKey, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import type { Connection } from '../db/connection.ts';
import { readMembership } from '../db/meta.ts';
import { heldHash, readVector } from '../db/operation-log.ts';
import { isRejoining } from '../db/rejoining.ts';
import { readRenewal } from '../db/renewal.ts';

/** Looks at one history after the other: in a long log each may cost a few milliseconds. */
function* partings(live: Connection, copy: Connection): Generator<boolean> {
  if (isRejoining(live)) return;
  if (readRenewal(live) !== null) yield true;
  const own = readMembership(live);
  const ownKey = own === null ? null : historyKey({ device: own.deviceId, epoch: own.epoch });
  const held = vectorFromEntries(readVector(live));
  for (const entry of readVector(copy)) {
    const here = held.get(historyKey(entry)) ?? 0;
    const both = { ...entry, seq: Math.min(entry.seq, here) };
    if (historyKey(entry) === ownKey && entry.seq > here) yield true;
    else if (both.seq === 0) yield false;
    else {
      const [one, other] = [heldHash(live, both), heldHash(copy, both)];
      yield one === null || other === null || !one.equals(other);
    }
  }
}

/**
 * Whether a copy and the live database know two ways of one history, or the copy more of this PC's own than the PC
 * itself: it was restored or copied, and what it wrote since has no place behind what the copy holds. Peers mend that
 * first (docs/spec/sync.md, S52 to S57); a copy is taken afterwards. Whose database was lost has nothing to compare.
 */
export const hasPartedHistories = (live: Connection, copy: Connection): boolean => {
  for (const isParted of partings(live, copy)) if (isParted) return true;
  return false;
};

/** The same while people work. @param breathe lets others have their turn. @returns true also when the core closed. */
export const findPartedHistories = async (
  live: Connection,
  copy: Connection,
  breathe: () => Promise<void>,
): Promise<boolean> => {
  for (const isParted of partings(live, copy)) {
    if (isParted) return true;
    await breathe();
    // The core may have closed meanwhile.
    if (!live.sqlite.open) return true;
  }
  return false;
};
