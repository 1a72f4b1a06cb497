import { ok } from '../../../shared/lib/result.ts';
import { toleratedSkewMs } from '../../../shared/sync/plausible-time.ts';
import { atomically } from '../db/atomically.ts';
import { hasHeld } from '../db/far-ahead.ts';
import { readMeta, writeMeta } from '../db/meta.ts';
import type { Replica } from '../db/replica.ts';
import { releaseDue } from '../db/settle-restamps.ts';
import type { Touched } from '../db/touched.ts';
import type { Notices } from '../notices.ts';
import type { Timer } from '../sync/ports.ts';
import { restampFarAhead } from './restamp-far-ahead.ts';

const lookEveryMs = 5000;
/** So long a start may take to find others before somebody is told that nobody knows the time. */
const patienceMs = 30_000;
/** The offset is written down again once it has changed by so much. */
const savedPrecisionMs = 1000;

export interface ClockKeeper {
  /** A peer has told its time: what is said of clocks may be different now. */
  look(): void;
  close(): void;
}

export interface ClockKeeperOptions {
  readonly replica: Replica;
  readonly notices: Notices;
  /** Own clocks of the connected peers minus the office's time, milliseconds. */
  readonly peerOffsetsMs: () => readonly number[];
  /** The office's time moved against this PC's. */
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

const isWrong = (offsetMs: number): boolean => Math.abs(offsetMs) > toleratedSkewMs;

/**
 * By how much the hub's clock is wrong, as far as the others can tell: they agree with each other and not with
 * it. Null when they do not, or are too few to be more right than the hub.
 */
const agreedOffset = (peerOffsetsMs: readonly number[]): number | null => {
  const sorted = [...peerOffsetsMs].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (sorted.length < 2 || first === undefined || last === undefined) return null;
  return last - first <= toleratedSkewMs && isWrong(first) && isWrong(last)
    ? Math.round((first + last) / 2)
    : null;
};

/**
 * Watches over the office's time on this PC: tells its user when a clock is wrong, remembers the offset for the
 * next start, lets operations count whose time has come, and on the hub says when those count that are dated far
 * ahead.
 */
export const keepClock = (options: ClockKeeperOptions): ClockKeeper => {
  const { replica, notices } = options;
  const { clock, db } = replica;
  const startMs = clock.monotonicMs();
  let timer: Timer | null = null;
  let isSoon = false;
  let closed = false;

  const say = (): void => {
    const membership = replica.membership();
    const offsetMs = clock.offsetMs();
    if (membership === null) return notices.put('clock', null);
    if (offsetMs === null) {
      const isLate = clock.monotonicMs() - startMs >= patienceMs;
      return notices.put('clock', isLate ? { kind: 'clock-unknown' } : null);
    }
    const wrongMs =
      membership.role === 'hub' && !isWrong(offsetMs) ? agreedOffset(options.peerOffsetsMs()) : offsetMs;
    notices.put(
      'clock',
      wrongMs !== null && isWrong(wrongMs) ? { kind: 'clock-wrong', offsetMs: wrongMs } : null,
    );
  };

  /** Never inside somebody else's transaction. */
  const write = (): void => {
    if (db.gate.isHeld || !db.writer.sqlite.open) return;
    const offsetMs = clock.offsetMs();
    const saved = readMeta(db.writer, 'clockOffset');
    if (offsetMs !== null && (saved === null || Math.abs(Number(saved) - offsetMs) > savedPrecisionMs)) {
      atomically(
        db.writer,
        () => ok(writeMeta(db.writer, 'clockOffset', String(offsetMs))),
        () => null,
      );
      options.onChange();
    }
    const limit = replica.latestApplied();
    if (limit === null) return;
    if (hasHeld(db.writer)) {
      const touched: Touched = new Map();
      const released = atomically(
        db.writer,
        () => ok(releaseDue(db.writer, limit, touched)),
        () => null,
      );
      if (released.ok && touched.size > 0) replica.announce(touched, 'remote', 0);
      if (released.ok && released.value) soon();
    }
    if (restampFarAhead(replica)) soon();
  };

  const look = (): void => {
    if (closed) return;
    try {
      say();
      write();
    } catch (cause) {
      options.onFault(cause);
    }
  };
  const soon = (): void => {
    if (isSoon || closed) return;
    isSoon = true;
    clock.after(0, () => {
      isSoon = false;
      look();
    });
  };
  const lookAgain = (): void => {
    look();
    timer = clock.after(lookEveryMs, lookAgain);
  };

  const stopListening = replica.onCommitted(({ origin }) => {
    // Held operations touch nothing; they are heard of all the same.
    if (origin === 'remote') soon();
  });
  timer = clock.after(lookEveryMs, lookAgain);
  return {
    look,
    close: () => {
      closed = true;
      timer?.cancel();
      stopListening();
    },
  };
};
