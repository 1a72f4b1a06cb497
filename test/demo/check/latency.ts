import type { ApiClient } from '../../../shared/contract/index.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import type { DeskWork } from './desk-work.ts';

/** What a window does: it listens for changes, and on each one runs its query again. */
interface Window {
  /** Resolves once the timeline of the customer shows the text. */
  shows(customerId: CustomerId, body: string): Promise<void>;
  close(): void;
}

const visibleLimitMs = 15_000;

const openWindow = async (api: ApiClient): Promise<Window> => {
  const abort = new AbortController();
  const changes = await api.live.changes(undefined, { signal: abort.signal });
  let changed: () => void = () => undefined;
  const listening = (async () => {
    for await (const { topics } of changes) if (topics.includes('interaction')) changed();
  })();
  listening.catch(() => undefined);
  return {
    shows: async (customerId, body) => {
      const endMs = performance.now() + visibleLimitMs;
      while (performance.now() < endMs) {
        const next = new Promise<void>((resolve) => {
          changed = resolve;
        });
        const { items } = await api.customer.timeline({ customerId, limit: 5 });
        if (items.some((item) => item.kind === 'interaction' && item.interaction.body === body)) return;
        const lost = new Promise<void>((resolve) => setTimeout(resolve, 2000));
        await Promise.race([next, lost]);
      }
      throw new Error(`"${body}" was not visible within ${visibleLimitMs} ms`);
    },
    close: () => abort.abort(),
  };
};

export interface Writer {
  readonly api: ApiClient;
  readonly work: DeskWork;
  readonly name: string;
}

/**
 * Milliseconds from the moment at which a note is sent to one desk's core until the other desk's live query
 * shows it; to and fro in turn. Contains the write itself, so it is an upper bound of commit to visible.
 */
export const measureLatency = async (
  one: Writer,
  other: Writer,
  customerId: CustomerId,
  samplesEach: number,
): Promise<number[]> => {
  const windows = [await openWindow(other.api), await openWindow(one.api)] as const;
  try {
    const taken: number[] = [];
    for (let index = 0; index < samplesEach * 2; index += 1) {
      const [writer, window] = index % 2 === 0 ? [one, windows[0]] : [other, windows[1]];
      const body = `سنجش ${index} از ${writer.name}`;
      const startMs = performance.now();
      await writer.work.note(customerId, body);
      await window.shows(customerId, body);
      taken.push(performance.now() - startMs);
    }
    return taken;
  } finally {
    for (const window of windows) window.close();
  }
};

/** The value below which the share `p` (0–1) of the samples lies: nearest rank. */
export const percentile = (samples: readonly number[], p: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
};
