import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionFeature, SessionPeer } from '../sync/session-feature.ts';

const entriesInMessage = 1000;

export interface StableTalk {
  readonly feature: SessionFeature;
  /** Tells every connected peer that has not been told just this. */
  tell(stable: readonly VectorEntry[]): void;
}

/**
 * The hub tells what every live device holds; a desk believes only the hub of the day. Told a while after the opening
 * of a session, and only when it is another one than this peer was told last: most meetings have nothing new.
 */
export const openStableTalk = (
  replica: Replica,
  onStable: (stable: readonly VectorEntry[]) => void,
): StableTalk => {
  const open = new Map<DeviceId, SessionPeer>();
  const told = new Map<DeviceId, string>();

  const tellOne = (peer: SessionPeer, stable: readonly VectorEntry[]): void => {
    for (let at = 0; at === 0 || at < stable.length; at += entriesInMessage) {
      const isLast = at + entriesInMessage >= stable.length;
      peer.send({ t: 'stable', vector: stable.slice(at, at + entriesInMessage), isLast });
    }
  };

  return {
    feature: {
      kinds: ['stable'],
      open: (peer) => {
        open.set(peer.deviceId, peer);
        let heard: VectorEntry[] = [];
        return {
          onMessage: ({ message }) => {
            if (message.t !== 'stable' || peer.deviceId !== replica.membership()?.hubDeviceId) return;
            heard.push(...message.vector);
            if (heard.length > mostEntries) return peer.refuse('broken-rule');
            if (!message.isLast) return;
            onStable(heard);
            heard = [];
          },
          onClose: () => {
            if (open.get(peer.deviceId) === peer) open.delete(peer.deviceId);
          },
        };
      },
    },
    tell: (stable) => {
      const text = JSON.stringify(stable);
      for (const [deviceId, peer] of open) {
        if (told.get(deviceId) === text) continue;
        told.set(deviceId, text);
        tellOne(peer, stable);
      }
    },
  };
};

/** A call centre has some hundred histories. */
const mostEntries = 100_000;
