import type { ApiOutputs } from '../../../shared/contract/index.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { countMissing, historyKey, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { countOpenConflicts } from '../db/conflicts.ts';
import { sqlBuilder } from '../db/connection.ts';
import { readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { uuidOf } from '../db/uuid-blob.ts';
import type { Mesh } from './mesh.ts';

export type SyncStatus = ApiOutputs['sync']['status'];
export type PeerHealth = ApiOutputs['sync']['peers'][number];

type Neighbourhood = Pick<Mesh, 'book' | 'links'>;

/** Operations held here that no other device is known to hold. */
const countOnlyHere = (replica: Replica, mesh: Neighbourhood | null): number => {
  const elsewhere = new Map<string, number>();
  for (const peer of mesh?.book.all() ?? []) {
    for (const entry of peer.vector) {
      const key = historyKey(entry);
      elsewhere.set(key, Math.max(elsewhere.get(key) ?? 0, entry.seq));
    }
  }
  return countMissing(vectorFromEntries(readVector(replica.db.reader)), elsewhere);
};

/** What the header always shows. */
export const readSyncStatus = (replica: Replica, mesh: Neighbourhood | null): SyncStatus => {
  const membership = replica.membership();
  const isHub = membership?.role === 'hub';
  const links = mesh?.links() ?? [];
  const hub = membership === null ? undefined : mesh?.book.get(membership.hubDeviceId);
  const hubConnected = links.some((link) => link.session.deviceId === membership?.hubDeviceId);
  return {
    role: isHub ? 'hub' : 'desk',
    hubSeen: isHub || hubConnected,
    hubLastSeenAt: isHub || hubConnected ? replica.clock.nowMs() : (hub?.lastSeenAt ?? null),
    peers: links.length,
    onlyHere: countOnlyHere(replica, mesh),
    openConflicts: countOpenConflicts(replica.db.reader),
    clockOffsetMs: replica.clock.offsetMs(),
  };
};

/** Own clocks of the connected peers minus the office's time, milliseconds. */
export const connectedOffsets = (mesh: Neighbourhood | null): number[] =>
  (mesh?.links() ?? []).flatMap(({ session }) => mesh?.book.get(session.deviceId)?.clockOffsetMs ?? []);

/** Every device of the call centre, this one first, as the health screen shows it. */
export const readPeerHealth = (
  replica: Replica,
  mesh: Neighbourhood | null,
  appVersion: string,
): PeerHealth[] => {
  const ownId = replica.membership()?.deviceId;
  const mine = vectorFromEntries(readVector(replica.db.reader));
  const links = new Map((mesh?.links() ?? []).map((link) => [link.session.deviceId, link]));
  // A device that went on as another one is shown once, as that one; a twin that is still here is shown.
  const isShown = ({ id, replacedById }: { id: Buffer; replacedById: Buffer | null }): boolean =>
    replacedById === null || uuidOf(id) === ownId || links.has(uuidOf(id));
  const devices = replica.db.reader.all(
    sqlBuilder
      .selectFrom('device')
      .select(['id', 'code', 'name', 'role', 'replacedById'])
      .where('createdAt', 'is not', null)
      .where('deletedAt', 'is', null)
      .orderBy('code'),
  );
  const health = devices.filter(isShown).map((row): PeerHealth => {
    const deviceId: DeviceId = uuidOf(row.id);
    const self = deviceId === ownId;
    const link = links.get(deviceId);
    const peer = mesh?.book.get(deviceId);
    const theirs = vectorFromEntries(peer?.vector ?? []);
    return {
      deviceId,
      code: row.code,
      name: row.name,
      role: row.role,
      self,
      connected: self || link !== undefined,
      lastSeenAt: self || link !== undefined ? replica.clock.nowMs() : (peer?.lastSeenAt ?? null),
      behind: self ? 0 : countMissing(mine, theirs),
      ahead: self ? 0 : countMissing(theirs, mine),
      appVersion: self ? appVersion : (peer?.appVersion ?? null),
      clockOffsetMs: self ? 0 : (peer?.clockOffsetMs ?? null),
      roundTripMs: link?.roundTripMs ?? null,
      address: peer?.addresses[0] ?? null,
    };
  });
  return health.sort((a, b) => Number(b.self) - Number(a.self));
};
