/** Notices a peer that has gone without a word. Decides only; ending the connection is the caller's. */
import type { Clock, Timer } from '../sync/ports.ts';

export interface HeartbeatParts {
  readonly clock: Clock;
  readonly pingEveryMs: number;
  readonly silentAfterMs: number;
  readonly ping: () => void;
  readonly onSilent: () => void;
}

export interface Heartbeat {
  /** Something arrived: any byte counts, a large frame on a slow line is a sign of life. */
  readonly heard: () => void;
  readonly stop: () => void;
}

/** Calls `onSilent` once, at most `silentAfterMs` after the last `heard`. */
export function startHeartbeat({
  clock,
  pingEveryMs,
  silentAfterMs,
  ping,
  onSilent,
}: HeartbeatParts): Heartbeat {
  let heardAtMs = clock.monotonicMs();
  let pingTimer: Timer;
  let watchTimer: Timer;

  const pingLater = (): void => {
    pingTimer = clock.after(pingEveryMs, () => {
      ping();
      pingLater();
    });
  };

  const watch = (delayMs: number): void => {
    const dueAtMs = clock.monotonicMs() + delayMs;
    watchTimer = clock.after(delayMs, () => {
      const nowMs = clock.monotonicMs();
      const lateMs = nowMs - dueAtMs;
      // This PC slept or was busy: what the peer sent meanwhile still waits unread, so it gets one more ping.
      if (lateMs > pingEveryMs / 2) heardAtMs = Math.max(heardAtMs, nowMs - silentAfterMs + pingEveryMs / 2);
      const leftMs = heardAtMs + silentAfterMs - nowMs;
      if (leftMs > 0) watch(leftMs);
      else {
        pingTimer.cancel();
        onSilent();
      }
    });
  };

  pingLater();
  watch(silentAfterMs);
  return {
    heard() {
      heardAtMs = clock.monotonicMs();
    },
    stop() {
      pingTimer.cancel();
      watchTimer.cancel();
    },
  };
}
