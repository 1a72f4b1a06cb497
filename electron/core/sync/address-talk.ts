import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { PeerBook } from './peer-book.ts';
import type { Clock } from './ports.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

/** What happens within this is told at once: after a restart of the hub a hundred desks come back together. */
const gatherMs = 200;
/** Of devices that a peer is told of at once: far more than a call centre has, and within one frame. */
const maxToldPeers = 500;

export interface AddressTalk {
  readonly feature: SessionFeature;
  /** Soon tells every open session where others were met, as far as it was not told that yet. */
  tellSoon(): void;
}

/** Peers tell each other where devices were last reached. */
export const openAddressTalk = (
  clock: Clock,
  book: PeerBook,
  ownId: DeviceId,
  onHeard: () => void,
): AddressTalk => {
  /** Of each open session what it was told of each device. */
  const told = new Map<SessionPeer, Map<DeviceId, string>>();
  let isWaiting = false;

  const tellAll = (): void => {
    isWaiting = false;
    // Of those that were met here: what somebody else only said is not passed on.
    const met = book
      .all()
      .filter(({ addresses, lastSeenAt }) => addresses.length > 0 && lastSeenAt !== null)
      .map(({ deviceId, addresses }) => ({ deviceId, addresses: [...addresses], text: addresses.join() }));
    for (const [peer, known] of told) {
      const news = met
        .filter(({ deviceId, text }) => deviceId !== peer.deviceId && known.get(deviceId) !== text)
        .slice(0, maxToldPeers);
      for (const { deviceId, text } of news) known.set(deviceId, text);
      const peers = news.map(({ deviceId, addresses }) => ({ deviceId, addresses }));
      if (peers.length > 0) peer.send({ t: 'addresses', peers });
    }
  };
  return {
    feature: {
      kinds: ['addresses'],
      open: (peer) => {
        told.set(peer, new Map());
        return {
          onMessage: ({ message }) => {
            if (message.t !== 'addresses') return;
            for (const { deviceId, addresses } of message.peers) {
              if (deviceId !== ownId) book.noteAddresses(deviceId, addresses, false);
            }
            onHeard();
          },
          onClose: () => told.delete(peer),
        };
      },
    },
    tellSoon: () => {
      if (isWaiting) return;
      isWaiting = true;
      clock.after(gatherMs, tellAll);
    },
  };
};
