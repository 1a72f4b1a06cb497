import { lastPlace } from './db/operation-log.ts';
import type { Replica } from './db/replica.ts';
import type { Notices } from './notices.ts';

/** What is over sooner nobody needs to hear of. */
const silentMs = 1000;
/** A figure that changes faster is not read. */
const tellEveryMs = 500;

/**
 * Tells the user of a long look through the log that goes on beside other work.
 * @returns what is told which place it has come to, and null when it is over.
 */
export const tellMending = (
  { clock, db: { reader } }: Replica,
  notices: Notices,
  key: string,
): ((received: number | null) => void) => {
  let begunMs: number | null = null;
  let toldMs = Number.NEGATIVE_INFINITY;
  return (received) => {
    if (received === null) {
      begunMs = null;
      notices.put(key, null);
      return;
    }
    const nowMs = clock.monotonicMs();
    begunMs ??= nowMs;
    if (nowMs - begunMs < silentMs || nowMs - toldMs < tellEveryMs) return;
    toldMs = nowMs;
    const total = Math.max(received, lastPlace(reader));
    notices.put(key, { kind: 'data-mending', done: received, total });
  };
};
