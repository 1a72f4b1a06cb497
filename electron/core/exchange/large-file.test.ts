import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { runCommand } from '../db/commit.ts';
import { stateHash } from '../db/state-hash.ts';
import { createExchangeService, type ExchangeService } from './exchange-service.ts';

const operations = 10_000;
const withinMs = 60_000;
/** One operation takes some 0.2 ms, so that nobody waits for longer than 20 ms. */
const mostInTurn = 100;

describe('a file of ten thousand changes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-stick-'));
  let office: Office;
  beforeAll(async () => {
    office = await openOffice(2);
    for (let n = 0; n < operations; n += 1) {
      runCommand(office.hub.replica, { name: 'test', author: { userId: null } }, (tx) => {
        tx.insert(customer, {
          displayName: `مشتری ${n}`,
          kind: 'person',
          language: 'fa',
          city: 'تهران',
          tier: 'standard',
          clvBand: 'unknown',
        });
        return ok(null);
      });
    }
  }, 120_000);
  afterAll(() => {
    office.close();
    rmSync(folder, { recursive: true });
  });

  /** Its time says when to let others in between: each look at it, and there is one for each operation, is 1 ms. */
  let looks = 0;
  const monotonicMs = (): number => {
    looks += 1;
    return looks;
  };
  const serviceOf = ({ replica, faults }: Desk): ExchangeService =>
    createExchangeService({
      replica: { ...replica, clock: { ...replica.clock, monotonicMs } },
      heldBy: () => [],
      noteHeld: () => undefined,
      emit: () => undefined,
      onFault: (cause) => faults.push(cause),
    });

  /** Waits for the one job, and counts the operations that others had to wait for meanwhile. */
  const settle = async (service: ExchangeService) => {
    const startedMs = performance.now();
    let inTurn = 0;
    for (let before = 0; ; ) {
      const looksBefore = looks;
      await new Promise((resolve) => setImmediate(resolve));
      const job = service.progress()[0];
      if (job === undefined) throw new Error('the job is gone');
      // A job counts from nothing again in its next phase.
      inTurn = Math.max(inTurn, job.done - before, looks - looksBefore);
      before = job.done;
      if (job.state !== 'running') return { job, tookMs: performance.now() - startedMs, inTurn };
    }
  };

  it('S94: is written and brought in within a minute, and others have their turns meanwhile', {
    timeout: 3 * withinMs,
  }, async () => {
    const [one, two] = office.desks;
    if (one === undefined || two === undefined) throw new Error('no two desks');
    const path = join(folder, 'large.paydar');
    const [from, to] = [serviceOf(one), serviceOf(two)];
    from.export({ path, scope: { kind: 'everything' } });
    const written = await settle(from);
    expect(written.job).toMatchObject({ state: 'done', done: operations + 1 });
    to.import({ path });
    const brought = await settle(to);
    expect(brought.job).toMatchObject({ state: 'done', report: { fresh: operations, present: 1 } });
    expect(written.tookMs + brought.tookMs).toBeLessThan(withinMs);
    expect(written.inTurn).toBeLessThanOrEqual(mostInTurn);
    expect(brought.inTurn).toBeLessThanOrEqual(mostInTurn);
    expect(stateHash(two.replica.db.writer).hash).toBe(stateHash(one.replica.db.writer).hash);
  });
});
