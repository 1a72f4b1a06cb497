import type { DeviceId } from '../../../shared/lib/ids.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import { isKnownDevice, type RememberedPeer, readPeers, writePeers } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';

const maxAddresses = 8;
/** Hints may be lost, and each writing is a sync of the disk. */
const flushDelayMs = 3000;
/** Written down at once; with a hundred peers the rest follows a moment later, for others to come in between. */
const flushedAtOnce = 10;
const betweenFlushesMs = 50;

/** Everything known of other devices: where they were reached, when, and what they hold. */
export interface PeerBook {
  /** All other devices: another PC with this one's id is a copy, and remembered for when it has its own. */
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

const blank = (deviceId: DeviceId): Facts => ({
  deviceId,
  addresses: [],
  lastSeenAt: null,
  appVersion: null,
  clockOffsetMs: null,
});

type Facts = Omit<RememberedPeer, 'vector'>;

/** What one peer holds, cheap to move on with every acknowledgement, and put into a list when somebody looks. */
interface Holdings {
  readonly entries: Map<string, VectorEntry>;
  list: readonly VectorEntry[] | null;
}
const holdingsOf = (vector: readonly VectorEntry[]): Holdings => ({
  entries: new Map(vector.map((entry) => [historyKey(entry), entry])),
  list: vector,
});
const listOf = (holdings: Holdings): readonly VectorEntry[] => {
  holdings.list ??= [...holdings.entries.values()];
  return holdings.list;
};

export const openPeerBook = (replica: Replica): PeerBook => {
  const { writer, gate } = replica.db;
  const remembered = readPeers(writer);
  const facts = new Map<DeviceId, Facts>(remembered.map((peer) => [peer.deviceId, peer]));
  const holdings = new Map(remembered.map(({ deviceId, vector }) => [deviceId, holdingsOf(vector)]));
  const changed = new Set<DeviceId>();
  let waiting = false;

  const known = (deviceId: DeviceId): Facts => facts.get(deviceId) ?? blank(deviceId);
  const whole = (peer: Facts): RememberedPeer => {
    const held = holdings.get(peer.deviceId);
    return { ...peer, vector: held === undefined ? [] : listOf(held) };
  };
  const flush = (most = Number.POSITIVE_INFINITY): void => {
    // A bulk write holds the connection's transaction: what is written now would share its fate.
    if (gate.isHeld || changed.size === 0) return;
    const written = [...changed].slice(0, most);
    // What could not be written goes with the next ones.
    if (!writePeers(writer, written.map(known).map(whole))) return;
    for (const deviceId of written) changed.delete(deviceId);
  };
  const flushLater = (delayMs: number): void => {
    if (waiting) return;
    waiting = true;
    replica.clock.after(delayMs, () => {
      waiting = false;
      if (!writer.sqlite.open) return;
      const before = changed.size;
      flush(flushedAtOnce);
      if (changed.size > 0) flushLater(changed.size < before ? betweenFlushesMs : flushDelayMs);
    });
  };
  /** Until this PC finds itself among the devices, it cannot tell who belongs to the call centre. */
  const isMember = (deviceId: DeviceId): boolean => {
    const ownId = replica.membership()?.deviceId;
    return isKnownDevice(writer, deviceId) || ownId === undefined || !isKnownDevice(writer, ownId);
  };
  const note = (deviceId: DeviceId): void => {
    changed.add(deviceId);
    flushLater(flushDelayMs);
  };
  const put = (peer: Facts): void => {
    facts.set(peer.deviceId, peer);
    note(peer.deviceId);
  };

  return {
    all: () => {
      const ownId = replica.membership()?.deviceId;
      return [...facts.values()].filter(({ deviceId }) => deviceId !== ownId).map(whole);
    },
    get: (deviceId) => {
      const peer = facts.get(deviceId);
      return peer === undefined ? undefined : whole(peer);
    },
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
      if (!facts.has(deviceId)) facts.set(deviceId, blank(deviceId));
      const held = isWhole ? holdingsOf([]) : (holdings.get(deviceId) ?? holdingsOf([]));
      for (const entry of entries) {
        const history = historyKey(entry);
        if ((held.entries.get(history)?.seq ?? -1) < entry.seq) held.entries.set(history, entry);
      }
      held.list = null;
      holdings.set(deviceId, held);
      note(deviceId);
    },
    flush: () => flush(),
  };
};
