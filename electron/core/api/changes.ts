import { entities } from '../../../shared/entities/index.ts';
import type { Replica } from '../db/replica.ts';
import { type Change, type Changes, localTopics } from './context.ts';

/** An import of 50,000 rows tells itself 25 times a second, not 500. What comes alone is told at once. */
const coalesceMs = 40;
/** More rows than this are told by topic alone: `ids` is then empty, and every query of the topic runs again. */
const maxIds = 200;

/** Gathers what changed and tells the listeners, at most once per `coalesceMs`. */
export const createChanges = (replica: Replica): Changes => {
  const listeners = new Set<(change: Change) => void>();
  const topics = new Set<string>();
  const ids = new Set<string>();
  let tooMany = false;
  let waiting = false;
  let toldMs = Number.NEGATIVE_INFINITY;

  const tell = (): void => {
    waiting = false;
    toldMs = replica.clock.monotonicMs();
    const change: Change = { topics: [...topics], ids: tooMany ? [] : [...ids] };
    topics.clear();
    ids.clear();
    tooMany = false;
    for (const listener of [...listeners]) listener(change);
  };
  const tellSoon = (): void => {
    if (waiting) return;
    waiting = true;
    replica.clock.after(Math.max(0, coalesceMs - (replica.clock.monotonicMs() - toldMs)), tell);
  };

  replica.onCommitted(({ touched }) => {
    for (const [entity, rows] of touched) {
      topics.add(entity);
      if (ids.size + rows.length > maxIds) tooMany = true;
      else for (const id of rows) ids.add(id);
    }
    // Operations came or went: what the header says of them is old as well.
    topics.add('sync');
    tellSoon();
  });

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (topic) => {
      topics.add(topic);
      tellSoon();
    },
  };
};

/** Changes whose listeners stay when the replica behind them is another one. */
export interface RelayedChanges extends Changes {
  follow(next: Changes): void;
  /** Every query runs again. */
  tellEverything(): void;
}

export const createRelayedChanges = (first: Changes): RelayedChanges => {
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change): void => {
    for (const listener of [...listeners]) listener(change);
  };
  let current = first;
  let stop = first.subscribe(tell);
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (topic) => current.emit(topic),
    follow: (next) => {
      stop();
      current = next;
      stop = next.subscribe(tell);
    },
    tellEverything: () => tell({ topics: [...Object.keys(entities), ...localTopics], ids: [] }),
  };
};
