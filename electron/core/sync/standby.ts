import type { Clock } from '../../../shared/lib/clock.ts';
import {
  hasOperation,
  historyKey,
  type VectorEntry,
  vectorFromEntries,
} from '../../../shared/sync/version-vector.ts';
import type { Connection as Database } from '../db/connection.ts';
import { logPosition } from '../db/log-changes.ts';
import { readVector } from '../db/operation-log.ts';

/** How long neighbours wait before they say what is new here, and again before they pass it on. */
const patienceMs = 5000;

/**
 * What two neighbours owe each other while the hub serves both: they only stand by. What is new here is first told
 * by name and passed on a while later, unless they have it by then (docs/spec/sync.md, S150). Without this every
 * operation would travel over every connection of the office.
 */
export interface Standby {
  /** The place in the log up to which neighbours have had time enough to get it from the hub. */
  upTo(): number;
  /** Something has been added to the log. */
  noteCommit(): void;
  close(): void;
}

export interface StandbyOptions {
  readonly clock: Clock;
  readonly log: Database;
  /** Names to the neighbours what is held here and was not named before. */
  readonly tell: (entries: readonly VectorEntry[]) => void;
  /** More may be passed on now. */
  readonly onRipe: () => void;
  readonly onFault: (cause: unknown) => void;
}

export const openStandby = ({ clock, log, tell, onRipe, onFault }: StandbyOptions): Standby => {
  /** Where the log ended when it was last looked at, and the time before. */
  let newest = logPosition(log);
  let ripe = newest;
  let told = vectorFromEntries(readVector(log));
  let timer: { cancel(): void } | null = null;

  const look = (): void => {
    ripe = newest;
    newest = logPosition(log);
    const held = readVector(log);
    const news = held.filter((entry) => !hasOperation(told, entry));
    told = new Map(held.map((entry) => [historyKey(entry), entry.seq]));
    if (news.length > 0) tell(news);
    onRipe();
    if (newest !== ripe) lookLater();
  };
  const lookLater = (): void => {
    timer = clock.after(patienceMs, () => {
      timer = null;
      try {
        look();
      } catch (cause) {
        onFault(cause);
      }
    });
  };

  return {
    upTo: () => ripe,
    noteCommit: () => {
      if (timer === null) lookLater();
    },
    close: () => timer?.cancel(),
  };
};
