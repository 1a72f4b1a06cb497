/**
 * Time that passes only when a test says so. Timers run in the order in which they fall due, and promises
 * settle between two of them, so that a run is the same every time.
 */
import type { Clock, Timer } from '../../electron/core/sync/ports.ts';

/** The clock of one PC: its wall time may be wrong and may jump, its monotonic time may not. */
export interface NodeClock extends Clock {
  /** Moves this PC's wall clock, forwards or backwards. */
  jump(deltaMs: number): void;
  /** The PC loses power: none of its timers runs any more, and new ones are ignored. */
  stop(): void;
}

export interface FakeClock extends Clock {
  /** Lets `durationMs` pass. Timers that fall due on the way run, also those set on the way. */
  advance(durationMs: number): Promise<void>;
  /**
   * Lets time pass from timer to timer until `isDone`, at most `limitMs`.
   * @returns whether it was done in time.
   */
  advanceUntil(isDone: () => boolean, limitMs: number): Promise<boolean>;
  /** A clock that shares this one's timers, with its wall time `offsetMs` away from it. */
  forNode(offsetMs?: number): NodeClock;
  /** How many timers wait. */
  pendingTimers(): number;
}

interface Entry {
  readonly dueAtMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Saturday 30 Aban 1405, 08:00 in Tehran. */
const defaultStartMs = Date.UTC(2026, 10, 21, 4, 30);

export function createFakeClock({ startMs = defaultStartMs } = {}): FakeClock {
  const queue = createQueue();
  let elapsedMs = 0;
  let order = 0;

  const after = (delayMs: number, run: () => void): Timer => {
    const entry: Entry = { dueAtMs: elapsedMs + Math.max(0, delayMs), order, run, cancelled: false };
    order += 1;
    queue.add(entry);
    return {
      cancel() {
        entry.cancelled = true;
      },
    };
  };

  const stepTo = async (limitMs: number): Promise<boolean> => {
    const next = queue.peek();
    if (!next || next.dueAtMs > limitMs) return false;
    queue.take();
    elapsedMs = Math.max(elapsedMs, next.dueAtMs);
    next.run();
    await settled();
    return true;
  };

  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    after,
    async advance(durationMs) {
      const endMs = elapsedMs + durationMs;
      await settled();
      while (await stepTo(endMs));
      elapsedMs = endMs;
    },
    async advanceUntil(isDone, limitMs) {
      const endMs = elapsedMs + limitMs;
      await settled();
      while (!isDone()) {
        if (await stepTo(endMs)) continue;
        elapsedMs = endMs;
        return isDone();
      }
      return true;
    },
    forNode(offsetMs = 0) {
      let skewMs = offsetMs;
      let stopped = false;
      return {
        nowMs: () => startMs + elapsedMs + skewMs,
        monotonicMs: () => elapsedMs,
        after: (delayMs, run) =>
          after(delayMs, () => {
            if (!stopped) run();
          }),
        jump(deltaMs) {
          skewMs += deltaMs;
        },
        stop() {
          stopped = true;
        },
      };
    },
    pendingTimers: () => queue.size(),
  };
}

/** A turn of the event loop: every promise that can settle by itself has settled by then. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A binary heap by due time, then by age; cancelled entries are dropped when they come to the top. */
function createQueue() {
  const heap: Entry[] = [];
  const isBefore = (one: Entry, other: Entry): boolean =>
    one.dueAtMs < other.dueAtMs || (one.dueAtMs === other.dueAtMs && one.order < other.order);

  const swapIfBefore = (child: number, parent: number): boolean => {
    const lower = heap[child];
    const upper = heap[parent];
    if (!lower || !upper || !isBefore(lower, upper)) return false;
    heap[child] = upper;
    heap[parent] = lower;
    return true;
  };

  const take = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first && last && first !== last) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = heap[2 * parent + 1];
        const right = heap[2 * parent + 2];
        const child = right && left && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1;
        if (!swapIfBefore(child, parent)) break;
        parent = child;
      }
    }
    return first;
  };

  return {
    add(entry: Entry): void {
      let child = heap.push(entry) - 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!swapIfBefore(child, parent)) break;
        child = parent;
      }
    },
    peek(): Entry | undefined {
      while (heap[0]?.cancelled) take();
      return heap[0];
    },
    take,
    size: () => heap.filter((entry) => !entry.cancelled).length,
  };
}
