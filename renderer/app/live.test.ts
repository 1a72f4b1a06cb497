import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { followChanges } from './live.ts';

type Told = { readonly topics: readonly string[] };

/** A stream that a test feeds by hand. `end` closes the present one; the next call opens another. */
function handFedSource() {
  const state = { opened: 0, heard: 0, tell: (_told: Told | null): void => undefined };
  async function* stream() {
    const waiting: (Told | null)[] = [];
    let wake = (): void => undefined;
    state.tell = (told) => {
      waiting.push(told);
      wake();
    };
    for (;;) {
      const told = waiting.shift();
      if (told === null) return;
      if (told) {
        yield told;
        state.heard += 1;
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    state,
    source: {
      changes: async () => {
        const opened = stream();
        state.opened += 1;
        return opened;
      },
      onConnected: () => undefined,
    },
  };
}

/** A query on screen, shaped as the query utilities make them, counting how often it was read. */
function watched(client: QueryClient, area: string, read: () => Promise<number>) {
  const counts = { reads: 0 };
  const observer = new QueryObserver(client, {
    queryKey: [[area, 'list'], { type: 'query' }],
    queryFn: () => {
      counts.reads += 1;
      return read();
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  observer.subscribe(() => undefined);
  return { counts, observer };
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });

async function following() {
  const client = new QueryClient();
  const { source, state } = handFedSource();
  followChanges(source, client);
  await soon(() => expect(state.opened).toBe(1));
  return { client, state };
}

describe('followChanges', () => {
  it('reads again what a change touches, and leaves the rest alone', async () => {
    const { client, state } = await following();
    const tickets = watched(client, 'ticket', async () => 1);
    const preferences = watched(client, 'preference', async () => 1);
    await soon(() => expect(preferences.observer.getCurrentResult().isSuccess).toBe(true));
    const before = { tickets: tickets.counts.reads, preferences: preferences.counts.reads };
    state.tell({ topics: ['ticket'] });
    await soon(() => expect(tickets.counts.reads).toBe(before.tickets + 1));
    expect(preferences.counts.reads).toBe(before.preferences);
  });

  it('joins a burst into one more read that sees the last change', async () => {
    const { client, state } = await following();
    const present = { value: 0 };
    const gate: { open: () => void } = { open: () => undefined };
    const slow = watched(client, 'ticket', async () => {
      const seen = present.value;
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
      return seen;
    });
    gate.open();
    await soon(() => expect(slow.observer.getCurrentResult().data).toBe(0));
    const before = slow.counts.reads;
    state.tell({ topics: ['ticket'] });
    await soon(() => expect(slow.counts.reads).toBe(before + 1));
    for (const value of [1, 2, 3, 4, 5]) {
      present.value = value;
      state.tell({ topics: ['ticket'] });
    }
    // Heard by the follower while the first read is still under way.
    await soon(() => expect(state.heard).toBe(6));
    expect(slow.counts.reads).toBe(before + 1);
    gate.open();
    await soon(() => expect(slow.counts.reads).toBe(before + 2));
    gate.open();
    await soon(() => expect(slow.observer.getCurrentResult().data).toBe(5));
    expect(slow.counts.reads).toBe(before + 2);
  });

  it('opens the stream again when it ends, and reads everything once', async () => {
    const { client, state } = await following();
    const tickets = watched(client, 'ticket', async () => 1);
    await soon(() => expect(tickets.observer.getCurrentResult().isSuccess).toBe(true));
    const before = tickets.counts.reads;
    state.tell(null);
    await soon(() => expect(state.opened).toBe(2));
    await soon(() => expect(tickets.counts.reads).toBe(before + 1));
  });
});
