import type { DeviceId } from '../../../shared/lib/ids.ts';
import { historyKey, type VectorEntry, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { readVector } from '../db/operation-log.ts';
import type { RememberedPeer } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { uuidOf } from '../db/uuid-blob.ts';

/** Who was not seen for so long is not waited for: on coming back it gets a checkpoint, or the archive. */
export const liveWithinMs = 14 * 24 * 60 * 60_000;

/** Devices that still belong to the call centre, and when each of them was introduced. */
const readMembers = ({ db }: Replica): { readonly deviceId: DeviceId; readonly createdAt: number }[] =>
  (
    db.reader
      .prepare(
        'SELECT id, createdAt FROM device WHERE createdAt IS NOT NULL AND deletedAt IS NULL AND replacedById IS NULL',
      )
      // Its columns are named above.
      .all() as { id: Buffer; createdAt: number }[]
  ).map(({ id, createdAt }) => ({ deviceId: uuidOf(id), createdAt }));

/**
 * Of every history what this replica and every live device is known to hold durably.
 * @param nowMs Unix time to which absence is counted.
 */
export const computeStable = (
  replica: Replica,
  peers: readonly RememberedPeer[],
  nowMs: number,
): VectorEntry[] => {
  const ownId = replica.membership()?.deviceId;
  const since = nowMs - liveWithinMs;
  const known = new Map(peers.map((peer) => [peer.deviceId, peer]));
  const vectors = readMembers(replica).flatMap(({ deviceId, createdAt }) => {
    if (deviceId === ownId) return [];
    const peer = known.get(deviceId);
    return (peer?.lastSeenAt ?? createdAt) < since ? [] : [vectorFromEntries(peer?.vector ?? [])];
  });
  return readVector(replica.db.reader).flatMap((entry) => {
    const seq = vectors.reduce(
      (least, vector) => Math.min(least, vector.get(historyKey(entry)) ?? 0),
      entry.seq,
    );
    return seq === 0 ? [] : [{ ...entry, seq }];
  });
};
