import { maxFrameBytes } from '../sync/ports.ts';

/** What one peer may cost this PC, and how long it is waited for. Tests shorten the times. */
export interface WsLimits {
  /** Connecting, TLS and the HTTP upgrade together, on both sides. */
  readonly dialTimeoutMs: number;
  /** How long an accepted connection may stay unproven (`Connection.authenticated`). */
  readonly authenticateWithinMs: number;
  readonly pingEveryMs: number;
  /** Nothing heard for so long means gone: a half-open TCP connection never says so by itself. */
  readonly silentAfterMs: number;
  /** How long a closing side waits for the other side's goodbye. */
  readonly closeTimeoutMs: number;
  /** Accepted connections that have not proven who they are, together. */
  readonly maxUnauthenticated: number;
  /** `onDrain` is called when the queue falls below this. */
  readonly lowWaterBytes: number;
}

export const defaultWsLimits: WsLimits = {
  dialTimeoutMs: 5_000,
  authenticateWithinMs: 10_000,
  pingEveryMs: 5_000,
  silentAfterMs: 10_000,
  closeTimeoutMs: 2_000,
  maxUnauthenticated: 8,
  lowWaterBytes: 1024 * 1024,
};

export const syncPath = '/sync';

export const tlsVersion = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;

/** For `ws` on both sides. A frame of 1 MiB in the smallest TLS records stays far below the counts. */
export function webSocketOptions(limits: WsLimits) {
  return {
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    maxFragments: 64,
    maxBufferedChunks: 4096,
    closeTimeout: limits.closeTimeoutMs,
  };
}
