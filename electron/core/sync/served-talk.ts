import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';

/** Peers tell each other whether a hub serves them, and which one (docs/spec/sync.md, S150). */
export interface ServedTalk {
  readonly feature: SessionFeature;
  /** The hub that a peer said to be served by; null when it is by none, or has not said so. */
  hubOf(deviceId: DeviceId): DeviceId | null;
  /** Tells everybody, if it is not what they were told. */
  tell(): void;
}

/** @param servedBy the hub that this device has a connection to. The hub itself is not told that it serves. */
export const openServedTalk = (servedBy: () => DeviceId | null): ServedTalk => {
  const told = new Map<SessionPeer, DeviceId | null>();
  const hubs = new Map<DeviceId, DeviceId | null>();
  const tell = (): void => {
    const hub = servedBy();
    for (const [peer, before] of told) {
      if (before === hub || peer.deviceId === hub) continue;
      told.set(peer, hub);
      peer.send({ t: 'served', hub });
    }
  };
  return {
    feature: {
      kinds: ['served'],
      open: (peer) => {
        told.set(peer, null);
        tell();
        return {
          onMessage: ({ message }) => {
            if (message.t === 'served') hubs.set(peer.deviceId, message.hub);
          },
          onClose: () => {
            told.delete(peer);
            hubs.delete(peer.deviceId);
          },
        };
      },
    },
    hubOf: (deviceId) => hubs.get(deviceId) ?? null,
    tell,
  };
};
