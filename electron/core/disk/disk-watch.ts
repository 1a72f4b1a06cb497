import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { Notices } from '../notices.ts';
import type { Ballast } from './ballast.ts';

const calmEveryMs = 30_000;
/** While there is trouble: room that somebody makes is used within a second. */
const troubledEveryMs = 500;
/** Below this a person is told while there is still time to make room. */
const lowBytes = 200 * 1024 * 1024;
/** With less than this the next save fails. */
const fullBelowBytes = 2 * 1024 * 1024;
const noticeKey = 'disk';

/** Watches the room on the data folder's disk, and gives back what was kept for the moment when there is none. */
export interface DiskWatch {
  /**
   * A save found no room.
   * @returns whether room was given back, so that trying again makes sense.
   */
  relieve(): boolean;
  close(): void;
}

export const watchDisk = (options: {
  readonly clock: Clock;
  readonly ballast: Ballast;
  readonly notices: Notices;
}): DiskWatch => {
  const { clock, ballast, notices } = options;
  let isFull = false;
  let timer: Timer | null = null;
  let closed = false;

  const look = (): void => {
    if (closed) return;
    const free = ballast.freeBytes();
    ballast.hold();
    if (free !== null && free >= fullBelowBytes) isFull = false;
    const isLow = free !== null && free < lowBytes;
    const freeBytes = free ?? 0;
    notices.put(
      noticeKey,
      isFull ? { kind: 'disk-full', freeBytes } : isLow ? { kind: 'disk-low', freeBytes } : null,
    );
    timer = clock.after(isFull ? troubledEveryMs : calmEveryMs, look);
  };
  const lookNow = (): void => {
    timer?.cancel();
    look();
  };
  lookNow();

  return {
    relieve: () => {
      const released = ballast.release();
      isFull = true;
      timer?.cancel();
      notices.put(noticeKey, { kind: 'disk-full', freeBytes: ballast.freeBytes() ?? 0 });
      timer = clock.after(troubledEveryMs, look);
      return released;
    },
    close: () => {
      closed = true;
      timer?.cancel();
    },
  };
};
