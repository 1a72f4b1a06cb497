import type { DeviceId } from '../../../shared/lib/ids.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import { isKnownDevice, type RememberedPeer, readPeers, writePeers } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';

const maxAddresses = 8;
const flushDelayMs = 3000;

/** Everything known of other devices: where they were reached, when, and what they hold. */
export interface PeerBook {
  all(): readonly RememberedPeer[];
  get(deviceId: DeviceId): RememberedPeer | undefined;
  /**
   * An address that worked goes first. What was merely heard of goes behind the one that worked last and before
   * what was heard earlier: a PC that moves must be found again. Of devices that are not in the call centre
   * nothing is noted: on a network anybody can say anything.
   */
  noteAddresses(deviceId: DeviceId, addresses: readonly string[], worked: boolean): void;
  noteSeen(deviceId: DeviceId, facts: Partial<Pick<RememberedPeer, 'appVersion' | 'clockOffsetMs'>>): void;
  /**
   * What the peer holds durably. A whole vector holds instead of what was known: a PC that came back from a
   * copy of its disk holds less than before.
   */
  noteVector(deviceId: DeviceId, entries: readonly VectorEntry[], isWhole?: boolean): void;
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
    const written = writePeers(
      writer,
      [...changed].flatMap((deviceId) => peers.get(deviceId) ?? []),
    );
    // What could not be written goes with the next ones.
    if (written) changed.clear();
  };
  /** Until this PC finds itself among the devices, it cannot tell who belongs to the call centre. */
  const isMember = (deviceId: DeviceId): boolean => {
    const ownId = replica.membership()?.deviceId;
    return isKnownDevice(writer, deviceId) || ownId === undefined || !isKnownDevice(writer, ownId);
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
      if (!worked && !isMember(deviceId)) return;
      const peer = known(deviceId);
      const [first, ...others] = peer.addresses;
      const isNews = addresses.some((address) => !peer.addresses.includes(address));
      const heard = first === undefined ? addresses : [first, ...addresses, ...others];
      const list = worked ? [...addresses, ...peer.addresses] : isNews ? heard : peer.addresses;
      const next = [...new Set(list)].slice(0, maxAddresses);
      if (next.join() !== peer.addresses.join()) put({ ...peer, addresses: next });
    },
    noteSeen: (deviceId, facts) => {
      put({ ...known(deviceId), ...facts, lastSeenAt: replica.clock.nowMs() });
    },
    noteVector: (deviceId, entries, isWhole = false) => {
      const peer = known(deviceId);
      put({ ...peer, vector: isWhole ? [...entries] : joinVectors(peer.vector, entries) });
    },
    flush,
  };
};
