import { describe, expect, it } from 'vitest';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { poll } from '../../../test/support/poll.ts';
import { openingOf, openRecordedSession } from '../../../test/support/recorded-session.ts';
import { openTestReplica, organisationId } from '../../../test/support/test-replica.ts';
import type { IncomingOperation } from '../db/accept.ts';
import { sqlBuilder } from '../db/connection.ts';
import type { Replica } from '../db/replica.ts';

/** Rows that come from a peer. */
const rows = 100_000;
/** Batches of some MiB, more than a peer sends at once: the faster the core, the more it takes to hold it. */
const rowsPerOperation = 50;
const operationsPerBatch = 500;
const mostHeldMs = 50;

const batchesOf = (count: number): IncomingOperation[][] => {
  const history = forgeHistory(organisationId, 1);
  const perBatch = rowsPerOperation * operationsPerBatch;
  let row = 0;
  const operation = (): IncomingOperation =>
    history.next(
      Array.from({ length: rowsPerOperation }, () => {
        row += 1;
        const id = `0197b000-0000-7000-8000-${String(row).padStart(12, '0')}`;
        return { entity: 'tag', id, kind: 'insert', fields: { name: `برچسب ${row}`, colour: 'red' } };
      }),
    );
  return Array.from({ length: count / perBatch }, () =>
    Array.from({ length: operationsPerBatch }, operation),
  );
};

/**
 * The longest that one turn of the event loop kept the processor, in milliseconds. Of this thread's own processor
 * time, so that a busy machine does not count against the code.
 */
const watchLoop = () => {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let lastMs = cpuMs();
  let longestMs = 0;
  let stopped = false;
  const look = (): void => {
    const nowMs = cpuMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (!stopped) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    stopped = true;
    return longestMs;
  };
};

/** Takes the batches from a peer that sends one when one is acknowledged. @returns the longest hold, milliseconds. */
const sync = async (replica: Replica, batches: readonly IncomingOperation[][]): Promise<number> => {
  const { hear, hearOperations, sentOf, closedFor, faults } = openRecordedSession(replica);
  hear(openingOf());
  const taken = () =>
    sentOf('ack').filter(({ message }) => message.t === 'ack' && message.batches === 1).length;
  const stop = watchLoop();
  for (const [n, batch] of batches.entries()) {
    hearOperations(0, batch);
    await poll(() => taken() === n + 1 || closedFor.length > 0, 'the batch is taken');
  }
  expect([faults, closedFor]).toEqual([[], []]);
  return stop();
};

describe('taking much from a peer', () => {
  it(`S43: holds the event loop no longer than ${mostHeldMs} ms, and a slice that does not end is noticed`, async () => {
    const batches = batchesOf(rows);
    const { replica, close } = openTestReplica(':memory:');
    const heldMs = await sync(replica, batches);
    const { count } = replica.db.reader.get(
      sqlBuilder.selectFrom('tag').select((from) => from.fn.countAll<number>().as('count')),
    ) ?? { count: 0 };
    close();
    // Planted: a clock that stands still never ends a slice, so a batch is taken in one piece.
    const other = openTestReplica(':memory:');
    const frozen = { ...other.replica, clock: { ...other.replica.clock, monotonicMs: () => 0 } };
    const heldByPlantMs = await sync(frozen, batches.slice(0, 2));
    other.close();
    expect(count).toBe(rows);
    expect(heldMs).toBeLessThan(mostHeldMs);
    expect(heldByPlantMs).toBeGreaterThan(mostHeldMs);
  }, 300_000);
});
