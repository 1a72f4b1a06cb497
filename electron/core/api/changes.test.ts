import { describe, expect, it } from 'vitest';
import { openOffice } from '../../../test/support/desk.ts';
import { createChanges } from './changes.ts';
import type { Change } from './context.ts';
import { liveChanges } from './live-changes.ts';

const idOf = (n: number): string => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('changes', () => {
  it('are told at once when they come alone, together when they come within 40 ms, and never without news', async () => {
    const office = await openOffice();
    const { replica } = office.hub;
    const changes = createChanges(replica);
    const told: Change[] = [];
    const stop = changes.subscribe((change) => told.push(change));
    replica.announce(new Map([['customer', [idOf(1)]]]), 'remote', 1);
    // Not inside the announcement: what peers wait for goes out before.
    expect(told).toEqual([]);
    await office.clock.advance(0);
    expect(told.splice(0)).toEqual([{ topics: ['customer', 'sync'], ids: [idOf(1)] }]);
    await office.clock.advance(10);
    replica.announce(new Map([['customer', [idOf(3)]]]), 'remote', 1);
    await office.clock.advance(29);
    replica.announce(new Map([['ticket', [idOf(2)]]]), 'local', 1);
    changes.emit('import');
    expect(told).toEqual([]);
    await office.clock.advance(1);
    expect(told).toEqual([{ topics: ['customer', 'sync', 'ticket', 'import'], ids: [idOf(3), idOf(2)] }]);
    await office.clock.advance(1000);
    expect(told).toHaveLength(1);
    stop();
    changes.emit('sync');
    await office.clock.advance(40);
    expect(told).toHaveLength(1);
    office.close();
  });

  it('of more rows than can be named are told by topic alone', async () => {
    const office = await openOffice();
    const { replica } = office.hub;
    const changes = createChanges(replica);
    const told: Change[] = [];
    changes.subscribe((change) => told.push(change));
    const many = Array.from({ length: 201 }, (_, n) => idOf(n));
    replica.announce(new Map([['customer', many]]), 'local', 1);
    await office.clock.advance(40);
    expect(told).toEqual([{ topics: ['customer', 'sync'], ids: [] }]);
    office.close();
  });

  it('that a slow reader has not fetched are joined, and «too many to name» holds for the join', async () => {
    let tell: (change: Change) => void = () => undefined;
    let stopped = false;
    const source = {
      subscribe: (listener: (change: Change) => void) => {
        tell = listener;
        return () => {
          stopped = true;
        };
      },
      emit: () => undefined,
    };
    const stop = new AbortController();
    const reader = liveChanges(source, stop.signal);
    const first = reader.next();
    tell({ topics: ['customer'], ids: [idOf(1)] });
    expect((await first).value).toEqual({ topics: ['customer'], ids: [idOf(1)] });
    tell({ topics: ['customer'], ids: [idOf(1)] });
    tell({ topics: ['sync'], ids: [] });
    tell({ topics: ['ticket'], ids: [idOf(2)] });
    expect((await reader.next()).value).toEqual({
      topics: ['customer', 'sync', 'ticket'],
      ids: [idOf(1), idOf(2)],
    });
    tell({ topics: ['customer'], ids: [idOf(1)] });
    tell({ topics: ['customer'], ids: [] });
    tell({ topics: ['customer'], ids: [idOf(3)] });
    expect((await reader.next()).value).toEqual({ topics: ['customer'], ids: [] });
    stop.abort();
    expect((await reader.next()).done).toBe(true);
    expect(stopped).toBe(true);
  });
});
