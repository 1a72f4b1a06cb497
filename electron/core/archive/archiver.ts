import type { Timer } from '../../../shared/lib/clock.ts';
import { ok } from '../../../shared/lib/result.ts';
import { vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { type ArchiveLimits, draftOf, moveSegment, nextStretch } from '../db/archive-move.ts';
import type { PackSegment } from '../db/archive-segment.ts';
import { atomicallyRelaxed } from '../db/atomically.ts';
import type { Replica } from '../db/replica.ts';
import { readStable } from '../db/stable.ts';

export interface ArchiverLimits extends ArchiveLimits {
  /** So many free pages are left for what comes next; the rest goes back to the disk. */
  readonly freePages: number;
}

export const usualArchive: ArchiverLimits = {
  keep: 2000,
  segmentBytes: 1024 * 1024,
  leastBytes: 512 * 1024,
  freePages: 1024,
};

/** Everything that may go, also where it is little. */
export const wholeArchive: ArchiverLimits = { ...usualArchive, keep: 0, leastBytes: 0, freePages: 0 };

/** Others have their turn between two segments, between reading and writing one, and between two slices of giving pages back. */
const pauseMs = 20;
const pagesInSlice = 128;

export interface Archiver {
  /** Goes on until nothing is left to do; while it does, another call waits for the same end. */
  run(limits: ArchiverLimits): Promise<void>;
  /** Ends after the segment that is under way. */
  close(): Promise<void>;
}

/** Moves what every live device holds out of the log, segment by segment, and gives the freed pages back. */
export const createArchiver = (replica: Replica, pack: PackSegment): Archiver => {
  const { db, clock } = replica;
  const { writer, gate } = db;
  let running: Promise<void> | null = null;
  let closed = false;
  let pausing: { readonly timer: Timer; readonly end: () => void } | null = null;

  const pause = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    pausing = { timer: clock.after(pauseMs, resolve), end: resolve };
    await promise;
    pausing = null;
    // A long import has the writer to itself.
    await gate.pass();
  };

  /** @returns whether there may be more. */
  const moveOne = async (limits: ArchiverLimits): Promise<boolean> => {
    const stretch = nextStretch(writer, vectorFromEntries(readStable(writer)), limits);
    if (stretch === null) return false;
    await pause();
    if (closed) return false;
    const draft = draftOf(stretch);
    const packed = await pack(draft.plain);
    await gate.pass();
    if (closed) return false;
    const moved = moveSegment(writer, draft, packed);
    if (!moved.ok && moved.error === 'not-as-written')
      throw new Error('an archive segment cannot be read back');
    return moved.ok;
  };
  /** @returns whether there may be more. */
  const giveBack = (limits: ArchiverLimits): boolean => {
    const { sqlite } = writer;
    // A database of the first versions that was too large to be written anew fills its free pages again instead.
    if (sqlite.pragma('auto_vacuum', { simple: true }) !== 2) return false;
    const countFree = (): number => Number(sqlite.pragma('freelist_count', { simple: true }));
    const before = countFree();
    const free = before - limits.freePages;
    if (free <= 0) return false;
    const given = atomicallyRelaxed<null, null>(
      writer,
      () => {
        sqlite.pragma(`incremental_vacuum(${Math.min(free, pagesInSlice)})`);
        return ok(null);
      },
      () => null,
    );
    return given.ok && countFree() < before;
  };
  const everything = async (limits: ArchiverLimits): Promise<void> => {
    await gate.pass();
    while (!closed && (await moveOne(limits))) await pause();
    while (!closed && giveBack(limits)) await pause();
  };

  return {
    run: (limits) => {
      running ??= everything(limits).finally(() => {
        running = null;
      });
      return running;
    },
    close: async () => {
      closed = true;
      pausing?.timer.cancel();
      pausing?.end();
      // Whoever called `run` hears of what went wrong in it.
      await running?.catch(() => undefined);
    },
  };
};
