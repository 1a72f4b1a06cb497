import type { Timer } from '../../../shared/lib/clock.ts';
import { ok } from '../../../shared/lib/result.ts';
import { atomicallyRelaxed } from './atomically.ts';
import type { Replica } from './replica.ts';
import { createSearchIndexer, isSearchPending } from './search-pending.ts';

const sliceMs = 8;
/** Others have their turn between two slices. */
const pauseMs = 4;
/** While changes stream in, indexing would only hold them up: it waits for a pause of this length in the stream. */
const quietMs = 25;
/** It waits no longer than this for one slice, or somebody who catches up for hours would find nothing new. */
const mostPutOffMs = 200;
/** An import holds the database, or the disk is full. */
const retryMs = 500;
/** Where time stands still, as in a simulation, a slice ends all the same. */
const mostStretchesInSlice = 8;
/** Lists are told now and then what can be found by now, and at the end. */
const tellEveryMs = 1000;

export interface SearchDrain {
  close(): void;
}

/**
 * Brings large operations into the search index in the background, in short slices; what a start finds undone is
 * gone on with. Losing the newest slices to a power cut costs making them again, so they wait for no disk.
 */
export const startSearchDrain = (replica: Replica, onFault: (cause: unknown) => void): SearchDrain => {
  const { db, clock } = replica;
  const indexer = createSearchIndexer(db.writer);
  let timer: Timer | null = null;
  let closed = false;
  let toldMs = clock.monotonicMs();
  let cameMs = Number.NEGATIVE_INFINITY;
  let workedMs = toldMs;

  const tell = (): void => {
    toldMs = clock.monotonicMs();
    // No ids: which rows can be found now is not worth naming.
    replica.announce(
      new Map([
        ['customer', []],
        ['ticket', []],
      ]),
      'local',
      0,
    );
  };

  const slice = (): void => {
    timer = null;
    if (closed) return;
    if (db.gate.isHeld) return later(retryMs);
    const nowMs = clock.monotonicMs();
    if (nowMs - cameMs < quietMs && nowMs - workedMs < mostPutOffMs) return later(quietMs);
    const endMs = clock.monotonicMs() + sliceMs;
    let stretches = 0;
    try {
      const indexed = atomicallyRelaxed<boolean, null>(
        db.writer,
        () =>
          ok(
            indexer.run(() => {
              stretches += 1;
              return stretches >= mostStretchesInSlice || clock.monotonicMs() >= endMs;
            }),
          ),
        () => null,
      );
      workedMs = clock.monotonicMs();
      if (!indexed.ok) return later(retryMs);
      if (indexed.value || clock.monotonicMs() - toldMs >= tellEveryMs) tell();
      if (!indexed.value) later(pauseMs);
    } catch (cause) {
      onFault(cause);
    }
  };
  const later = (delayMs: number): void => {
    timer ??= clock.after(delayMs, slice);
  };

  const wake = (): void => {
    if (timer !== null || closed || !isSearchPending(db.reader)) return;
    workedMs = clock.monotonicMs();
    later(pauseMs);
  };
  const forget = replica.onCommitted(({ operations, origin }) => {
    if (operations === 0) return;
    if (origin === 'remote') cameMs = clock.monotonicMs();
    wake();
  });
  wake();
  return {
    close: () => {
      closed = true;
      timer?.cancel();
      forget();
    },
  };
};
