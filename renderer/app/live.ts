// Keeps what is on screen true: one subscription to the core's changes, and the queries they touch run again.
import type { Query, QueryClient } from '@tanstack/react-query';
import { areasOfTopics } from './topics.ts';

/** Where changes come from: the core, or a test. */
export type ChangeSource = {
  readonly changes: () => Promise<AsyncIterable<{ readonly topics: readonly string[] }>>;
  /** Calls back whenever another core answers. */
  readonly onConnected: (listener: () => void) => unknown;
};

const firstPauseMs = 250;
const longestPauseMs = 5000;
/** A refresh that hangs does not hold up the next one for longer than this. */
const refreshWithinMs = 2000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The namespace at the head of a key made by the query utilities; undefined for foreign keys. */
function areaOf(query: Query): string | undefined {
  const path: unknown = query.queryKey[0];
  const area: unknown = Array.isArray(path) ? path[0] : undefined;
  return typeof area === 'string' ? area : undefined;
}

/**
 * Refreshes one batch after the other: a burst of changes becomes few reads, and a read under way is never
 * thrown away by the next change, so that a steady stream cannot starve the screen.
 */
function createRefresher(queryClient: QueryClient): (topics: Iterable<string>) => void {
  const waiting = new Set<string>();
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    while (waiting.size > 0) {
      const areas = areasOfTopics(waiting);
      waiting.clear();
      const touched = (query: Query) => areas === null || areas.has(areaOf(query) ?? '');
      await Promise.race([queryClient.invalidateQueries({ predicate: touched }), pause(refreshWithinMs)]);
    }
    busy = false;
  }

  return (topics) => {
    for (const topic of topics) waiting.add(topic);
    if (!busy) void drain();
  };
}

/** Runs for the life of the page. */
export function followChanges(source: ChangeSource, queryClient: QueryClient): void {
  const refresh = createRefresher(queryClient);

  async function follow(): Promise<never> {
    let pauseMs = firstPauseMs;
    for (;;) {
      try {
        const changes = await source.changes();
        // Whatever happened before this subscription was not told: read everything once.
        void queryClient.invalidateQueries();
        for await (const change of changes) {
          pauseMs = firstPauseMs;
          refresh(change.topics);
        }
      } catch (error) {
        console.warn('The stream of changes ended; it is opened again.', error);
      }
      await pause(pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }

  source.onConnected(() => void queryClient.invalidateQueries());
  void follow();
}
