import { latestInstantMs } from '../../../shared/entities/define-entity.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import type { OfficeClock } from '../../../shared/sync/office-clock.ts';
import type { Timer } from './ports.ts';
import type { SessionFeature } from './session-feature.ts';

const pingEveryMs = 5000;

export interface HeardClock {
  /** The peer's own clock minus the office's time as it is known here, milliseconds. */
  readonly clockOffsetMs: number;
  readonly roundTripMs: number;
}

/** Asks each peer for its time and the office's, and how long an answer takes. */
export const clockTalk = (
  clock: OfficeClock,
  isHub: (deviceId: DeviceId) => boolean,
  onClock: (deviceId: DeviceId, heard: HeardClock) => void,
): SessionFeature => ({
  kinds: ['ping', 'pong'],
  open: (peer) => {
    let timer: Timer | null = null;
    /** The ping that was not answered yet; an answer that nobody asked for says nothing about clocks. */
    let pingedMs: number | null = null;
    const ping = (): void => {
      pingedMs = clock.monotonicMs();
      peer.send({ t: 'ping', sentMs: pingedMs });
      timer = clock.after(pingEveryMs, ping);
    };
    const answer = (sentMs: number): void => {
      const known = clock.telling();
      const wallMs = Math.round(clock.wallMs());
      const office: MessageOf<'pong'>['office'] = known
        ? [known.officeMs - wallMs, known.hops, known.ageMs]
        : undefined;
      peer.send({ t: 'pong', sentMs, wallMs, ...(office && { office }) });
    };
    ping();
    return {
      onMessage: ({ message }) => {
        if (message.t === 'ping') answer(message.sentMs);
        if (message.t !== 'pong' || message.sentMs !== pingedMs) return;
        pingedMs = null;
        const roundTripMs = clock.monotonicMs() - message.sentMs;
        if (message.office !== undefined) {
          const [aheadMs, said, ageMs] = message.office;
          // Only the hub's word comes straight from the hub: whoever claims so would be believed before it.
          const hops = isHub(peer.deviceId) ? said : Math.max(said, 1);
          clock.hear({ officeMs: message.wallMs + aheadMs, hops, ageMs, roundTripMs });
        }
        const peerMs = Math.min(Math.max(message.wallMs, 0), latestInstantMs) + roundTripMs / 2;
        clock.hearWitness(peerMs);
        onClock(peer.deviceId, { clockOffsetMs: Math.round(peerMs - clock.nowMs()), roundTripMs });
      },
      onClose: () => timer?.cancel(),
    };
  },
});
