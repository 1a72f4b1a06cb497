import type { Timer } from '../../../shared/lib/clock.ts';
import type { Replica } from '../db/replica.ts';
import type { DigestTree, Scan } from './digest-tree.ts';

const sliceMs = 8;
/** Others have their turn between two slices. */
const pauseMs = 4;
/** While commands and operations come, nothing is read. */
const quietMs = 200;
/** Where time stands still, as in a simulation, a slice ends all the same. */
const mostInSlice = 16;
const tickMs = 30_000;
/** Every bucket is read again within a day, in a small database within minutes. */
const ticksPerDay = (24 * 60 * 60_000) / tickMs;
const fewestPerTick = 32;

export interface Background {
  readonly bucketsRead: number;
  readonly rowsRead: number;
  close(): void;
}

export interface BackgroundOptions {
  readonly replica: Replica;
  readonly tree: DigestTree;
  /** Now and then, after a part of the round through all buckets. @param isUrgent rows have changed unannounced. */
  readonly onTick: (isUrgent: boolean) => void;
  readonly onFault: (cause: unknown) => void;
}

/**
 * Keeps the digests up to date in short slices, and goes round through everything, so that what has changed on the
 * disk without anybody writing it is found.
 */
export const createBackground = ({ replica, tree, onTick, onFault }: BackgroundOptions): Background => {
  const { db, clock } = replica;
  let timer: Timer | null = null;
  let committedMs = Number.NEGATIVE_INFINITY;
  let toRescan = 0;
  let isUrgent = false;
  let isClosed = false;
  let bucketsRead = 0;
  let rowsRead = 0;

  const count = (scan: Scan): void => {
    bucketsRead += 1;
    rowsRead += scan.rows;
    if (scan.isUnannounced) isUrgent = true;
  };
  /** @returns whether there is more to read. */
  const step = (): boolean => {
    const settled = tree.settleOne();
    if (settled !== null) {
      count(settled);
      return true;
    }
    if (toRescan === 0) return false;
    toRescan -= 1;
    count(tree.rescanOne());
    return true;
  };

  const slice = (): void => {
    timer = null;
    if (isClosed) return;
    const startedMs = clock.monotonicMs();
    if (db.gate.isHeld || startedMs - committedMs < quietMs) return later(quietMs);
    try {
      for (let steps = 0; steps < mostInSlice && clock.monotonicMs() - startedMs < sliceMs; steps += 1) {
        if (step()) continue;
        if (!isUrgent) return;
        isUrgent = false;
        return onTick(true);
      }
      later(pauseMs);
    } catch (cause) {
      onFault(cause);
    }
  };
  const later = (delayMs: number): void => {
    timer ??= clock.after(delayMs, slice);
  };

  let ticker: Timer | null = null;
  const tick = (): void => {
    if (isClosed) return;
    ticker = clock.after(tickMs, tick);
    toRescan = Math.max(fewestPerTick, Math.ceil(tree.bucketCount / ticksPerDay));
    later(0);
    try {
      onTick(false);
    } catch (cause) {
      onFault(cause);
    }
  };
  ticker = clock.after(tickMs, tick);
  later(quietMs);

  const forget = replica.onCommitted(({ touched }) => {
    committedMs = clock.monotonicMs();
    tree.touch(touched);
    later(quietMs);
  });
  return {
    get bucketsRead() {
      return bucketsRead;
    },
    get rowsRead() {
      return rowsRead;
    },
    close: () => {
      isClosed = true;
      timer?.cancel();
      ticker?.cancel();
      forget();
    },
  };
};
