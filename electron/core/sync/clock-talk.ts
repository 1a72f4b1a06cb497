import { latestInstantMs } from '../../../shared/entities/define-entity.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Clock, Timer } from './ports.ts';
import type { SessionFeature } from './session-feature.ts';

const pingEveryMs = 5000;

/** Asks each peer for its time, and how long an answer takes. */
export const clockTalk = (
  clock: Clock,
  onClock: (deviceId: DeviceId, clockOffsetMs: number, roundTripMs: number) => void,
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
    ping();
    return {
      onMessage: ({ message }) => {
        if (message.t === 'ping') peer.send({ t: 'pong', sentMs: message.sentMs, wallMs: clock.nowMs() });
        if (message.t !== 'pong' || message.sentMs !== pingedMs) return;
        pingedMs = null;
        const roundTripMs = clock.monotonicMs() - message.sentMs;
        const peerMs = Math.min(Math.max(message.wallMs, 0), latestInstantMs);
        onClock(peer.deviceId, Math.round(peerMs + roundTripMs / 2 - clock.nowMs()), roundTripMs);
      },
      onClose: () => timer?.cancel(),
    };
  },
});
