import { type Change, type Changes, localTopics } from './context.ts';

/**
 * The changes as one connection reads them. While it is busy, what happens is joined into one change, so a
 * slow reader costs no memory and misses nothing.
 */
export async function* liveChanges(changes: Changes, signal: AbortSignal | undefined) {
  const topics = new Set<string>();
  let ids: Set<string> | null = new Set();
  let wake: () => void = () => undefined;
  const stop = changes.subscribe((change: Change) => {
    for (const topic of change.topics) topics.add(topic);
    // No ids with entity topics means «too many to name», which holds for the join of both as well.
    if (change.ids.length === 0 && change.topics.some((topic) => !isLocalTopic(topic))) ids = null;
    else for (const id of change.ids) ids?.add(id);
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    while (signal?.aborted !== true) {
      if (topics.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const change = { topics: [...topics], ids: ids === null ? [] : [...ids] };
      topics.clear();
      ids = new Set();
      yield change;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop();
  }
}

const isLocalTopic = (topic: string): boolean => localTopics.some((local) => local === topic);
