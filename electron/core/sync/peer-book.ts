import type { DeviceId } from '../../../shared/lib/ids.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import { type RememberedPeer, readPeers, writePeer } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';

const maxAddresses = 8;
const flushDelayMs = 3000;

/** Everything known of other devices: where they were reached, when, and what they hold. */
export interface PeerBook {
  all(): readonly RememberedPeer[];
  get(deviceId: DeviceId): RememberedPeer | undefined;
  /** An address that worked or was heard of; working ones go first. */
  noteAddresses(deviceId: DeviceId, addresses: readonly string[], worked: boolean): void;
  noteSeen(deviceId: DeviceId, facts: Partial<Pick<RememberedPeer, 'appVersion' | 'clockOffsetMs'>>): void;
  /** What the peer holds durably; histories only grow. */
  noteVector(deviceId: DeviceId, entries: readonly VectorEntry[]): void;
  /** Writes down what changed. Held back a little: hints may be lost, so they need no sync each. */
  flush(): void;
}

const blank = (deviceId: DeviceId): RememberedPeer => ({
  deviceId,
  addresses: [],
  lastSeenAt: null,
  appVersion: null,
  clockOffsetMs: null,
  vector: [],
});

const joinVectors = (a: readonly VectorEntry[], b: readonly VectorEntry[]): VectorEntry[] => {
  const joined = new Map(a.map((entry) => [historyKey(entry), entry]));
  for (const entry of b) {
    const known = joined.get(historyKey(entry));
    if (known === undefined || known.seq < entry.seq) joined.set(historyKey(entry), entry);
  }
  return [...joined.values()];
};

export const openPeerBook = (replica: Replica): PeerBook => {
  const { writer, gate } = replica.db;
  const peers = new Map(readPeers(writer).map((peer) => [peer.deviceId, peer]));
  const changed = new Set<DeviceId>();
  let waiting = false;

  const flush = (): void => {
    // A bulk write holds the connection's transaction: what is written now would share its fate.
    if (gate.isHeld || changed.size === 0) return;
    writer.sqlite.transaction(() => {
      for (const deviceId of changed) {
        const peer = peers.get(deviceId);
        if (peer !== undefined) writePeer(writer, peer);
      }
    })();
    changed.clear();
  };
  const put = (peer: RememberedPeer): void => {
    peers.set(peer.deviceId, peer);
    changed.add(peer.deviceId);
    if (waiting) return;
    waiting = true;
    replica.clock.after(flushDelayMs, () => {
      waiting = false;
      if (writer.sqlite.open) flush();
    });
  };
  const known = (deviceId: DeviceId): RememberedPeer => peers.get(deviceId) ?? blank(deviceId);

  return {
    all: () => [...peers.values()],
    get: (deviceId) => peers.get(deviceId),
    noteAddresses: (deviceId, addresses, worked) => {
      const peer = known(deviceId);
      const list = worked ? [...addresses, ...peer.addresses] : [...peer.addresses, ...addresses];
      const next = [...new Set(list)].slice(0, maxAddresses);
      if (next.join() !== peer.addresses.join()) put({ ...peer, addresses: next });
    },
    noteSeen: (deviceId, facts) => {
      put({ ...known(deviceId), ...facts, lastSeenAt: replica.clock.nowMs() });
    },
    noteVector: (deviceId, entries) => {
      const peer = known(deviceId);
      put({ ...peer, vector: joinVectors(peer.vector, entries) });
    },
    flush,
  };
};
