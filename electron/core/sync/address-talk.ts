import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { PeerBook } from './peer-book.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

/** Of devices that a peer is told of at once: far more than a call centre has, and within one frame. */
const maxToldPeers = 500;

export interface AddressTalk {
  readonly feature: SessionFeature;
  /** Tells every open session where the others were met. */
  tellAll(): void;
}

/** Peers tell each other where devices were last reached. */
export const openAddressTalk = (book: PeerBook, ownId: DeviceId, onHeard: () => void): AddressTalk => {
  const peers = new Set<SessionPeer>();
  return {
    feature: {
      kinds: ['addresses'],
      open: (peer) => {
        peers.add(peer);
        return {
          onMessage: ({ message }) => {
            if (message.t !== 'addresses') return;
            for (const { deviceId, addresses } of message.peers) {
              if (deviceId !== ownId) book.noteAddresses(deviceId, addresses, false);
            }
            onHeard();
          },
          onClose: () => peers.delete(peer),
        };
      },
    },
    tellAll: () => {
      // Of those that were met here: what somebody else only said is not passed on.
      const met = book
        .all()
        .filter(({ addresses, lastSeenAt }) => addresses.length > 0 && lastSeenAt !== null)
        .map(({ deviceId, addresses }) => ({ deviceId, addresses: [...addresses] }));
      for (const peer of peers) {
        const others = met.filter(({ deviceId }) => deviceId !== peer.deviceId).slice(0, maxToldPeers);
        if (others.length > 0) peer.send({ t: 'addresses', peers: others });
      }
    },
  };
};
