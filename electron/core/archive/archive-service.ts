import type { Timer } from '../../../shared/lib/clock.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { type ArchiveSize, archiveSize } from '../db/archive.ts';
import type { PackSegment } from '../db/archive-segment.ts';
import type { RememberedPeer } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { readStable, writeStable } from '../db/stable.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { createArchiver, usualArchive, wholeArchive } from './archiver.ts';
import { openStableTalk } from './stable-talk.ts';
import { computeStable } from './stable-vector.ts';

const everyMs = 60_000;

export interface ArchiveService {
  readonly feature: SessionFeature;
  size(): ArchiveSize;
  /** Moves all that may go now, also where it is little. */
  compactNow(): Promise<void>;
  /** Waits for a segment that is being packed. */
  close(): Promise<void>;
}

export interface ArchiveParts {
  readonly replica: Replica;
  /** Everything known of other devices. */
  readonly peers: () => readonly RememberedPeer[];
  readonly pack: PackSegment;
  readonly onFault: (cause: unknown) => void;
}

/** Keeps the log short: what every live device holds goes into packed segments (docs/spec/sync.md, S110 to S115). */
export const createArchiveService = ({ replica, peers, pack, onFault }: ArchiveParts): ArchiveService => {
  const { db, clock } = replica;
  const archiver = createArchiver(replica, pack);
  let timer: Timer | null = null;
  let closed = false;
  const startMs = clock.nowMs();
  const startMonotonicMs = clock.monotonicMs();
  /** Nobody has been away for longer because a clock was set: ahead of what has passed here it counts for nothing. */
  const absenceEndMs = (): number =>
    Math.min(clock.nowMs(), startMs + clock.monotonicMs() - startMonotonicMs);

  const keep = (stable: readonly VectorEntry[]): void => {
    // An import holds the connection's transaction; it is told again.
    if (closed || db.gate.isHeld || JSON.stringify(readStable(db.reader)) === JSON.stringify(stable)) return;
    writeStable(db.writer, stable);
  };
  const talk = openStableTalk(replica, keep);
  const refresh = (): void => {
    if (replica.membership()?.role !== 'hub') return;
    const stable = computeStable(replica, peers(), absenceEndMs());
    keep(stable);
    talk.tell(stable);
  };
  const tick = (): void => {
    timer = clock.after(everyMs, tick);
    try {
      refresh();
    } catch (cause) {
      onFault(cause);
    }
    archiver.run(usualArchive).catch(onFault);
  };
  timer = clock.after(everyMs, tick);

  return {
    feature: talk.feature,
    size: () => archiveSize(db.reader),
    compactNow: async () => {
      refresh();
      await archiver.run(wholeArchive);
    },
    close: async () => {
      closed = true;
      timer?.cancel();
      await archiver.close();
    },
  };
};
