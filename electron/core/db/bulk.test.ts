import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { beginBulk } from './bulk.ts';
import { runCommand } from './commit.ts';
import { countOperations } from './operation-log.ts';
import { markRejoining } from './rejoining.ts';
import type { Transaction } from './transaction.ts';

const author = { userId: null };
const open: TestReplica[] = [];
const folder = mkdtempSync(join(tmpdir(), 'paydar-bulk-'));
afterEach(() => {
  for (const test of open.splice(0)) test.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const openReplica = (): TestReplica => {
  files += 1;
  const test = openTestReplica(join(folder, `${files}.sqlite`));
  open.push(test);
  return test;
};

const add = (name: string) => (tx: Transaction) => {
  tx.insert(customer, {
    displayName: name,
    kind: 'person',
    language: 'fa',
    tier: 'standard',
    clvBand: 'unknown',
  });
};

const begin = async (test: TestReplica) => {
  const bulk = await beginBulk(test.replica, 'customerImport.run', author);
  if (!bulk.ok) throw new Error(bulk.error.code);
  return bulk.value;
};

const countCustomers = ({ replica }: TestReplica): number =>
  Number((replica.db.reader.prepare('SELECT count(*) AS n FROM customer').get() as { n: number }).n);

describe('a bulk command', () => {
  it('is invisible until it is committed, then there as a whole, and announced once', async () => {
    const test = openReplica();
    const told: number[] = [];
    test.replica.onCommitted(({ operations }) => told.push(operations));
    const bulk = await begin(test);
    bulk.slice(add('مریم'));
    bulk.slice(add('علی'));
    expect(countCustomers(test)).toBe(0);
    expect(told).toEqual([]);
    expect(bulk.commit()).toEqual({ ok: true, value: null });
    expect(countCustomers(test)).toBe(2);
    expect(countOperations(test.replica.db.reader)).toBe(2);
    expect(told).toEqual([2]);
  });

  it('leaves nothing behind when it is rolled back, and the next operation follows the one before', async () => {
    const test = openReplica();
    const bulk = await begin(test);
    bulk.slice(add('مریم'));
    bulk.rollback();
    bulk.rollback();
    expect(countCustomers(test)).toBe(0);
    expect(countOperations(test.replica.db.reader)).toBe(0);
    const later = runCommand(test.replica, { name: 'customer.create', author }, (tx) => ok(add('علی')(tx)));
    expect(later.ok).toBe(true);
    expect(countOperations(test.replica.db.reader)).toBe(1);
  });

  it('undoes everything when a slice throws, and lets others write again', async () => {
    const test = openReplica();
    const bulk = await begin(test);
    bulk.slice(add('مریم'));
    expect(() =>
      bulk.slice(() => {
        throw new Error('a bug');
      }),
    ).toThrow('a bug');
    expect(countCustomers(test)).toBe(0);
    expect(test.replica.db.gate.isHeld).toBe(false);
    expect(() => bulk.commit()).toThrow();
  });

  it('makes others wait, also those who asked in the same turn', async () => {
    const test = openReplica();
    const { gate } = test.replica.db;
    const order: string[] = [];
    const command = async (name: string) => {
      await gate.pass();
      runCommand(test.replica, { name: 'customer.create', author }, (tx) => ok(add(name)(tx)));
      order.push(name);
    };
    const bulk = async (name: string) => {
      const one = await begin(test);
      order.push(`${name} begins`);
      one.slice(add(name));
      await new Promise((resolve) => setImmediate(resolve));
      one.commit();
      order.push(`${name} ends`);
    };
    await Promise.all([command('a'), bulk('b'), command('c'), bulk('d'), command('e')]);
    expect(countCustomers(test)).toBe(5);
    // The two bulk commands never overlap, and no command comes between the ends of one.
    const [first, second] = [order.indexOf('b begins'), order.indexOf('d begins')];
    expect(order[first + 1]).toBe('b ends');
    expect(order[second + 1]).toBe('d ends');
  });

  it('S66: is refused while it is not known how far the own history goes, and keeps nobody waiting', async () => {
    const test = openReplica();
    markRejoining(test.replica.db.writer);
    const bulk = await beginBulk(test.replica, 'customerImport.run', author);
    expect(bulk).toEqual({ ok: false, error: { code: 'not-set-up' } });
    expect(test.replica.db.gate.isHeld).toBe(false);
  });

  it('is not undone by a writer that did not wait for it', async () => {
    const test = openReplica();
    const bulk = await begin(test);
    bulk.slice(add('مریم'));
    const meta = { name: 'customer.create', author };
    expect(() => runCommand(test.replica, meta, (tx) => ok(add('علی')(tx)))).toThrow('transaction');
    bulk.slice(add('سارا'));
    expect(bulk.commit().ok).toBe(true);
    expect(countCustomers(test)).toBe(2);
  });

  it('says disk-full when there is no room, and everything before it stays', async () => {
    const test = openReplica();
    runCommand(test.replica, { name: 'customer.create', author }, (tx) => ok(add('پیش')(tx)));
    const { sqlite } = test.replica.db.writer;
    const pages = Number(sqlite.pragma('page_count', { simple: true }));
    sqlite.pragma(`max_page_count = ${pages + 20}`);
    const bulk = await begin(test);
    let outcome = bulk.slice(add('0'));
    for (let n = 1; outcome.ok && n < 10_000; n += 1) outcome = bulk.slice(add(`مشتری شمارهٔ ${n}`));
    expect(outcome).toEqual({ ok: false, error: { code: 'disk-full' } });
    expect(countCustomers(test)).toBe(1);
    expect(test.replica.db.gate.isHeld).toBe(false);
    sqlite.pragma('max_page_count = 1073741823');
    const again = await begin(test);
    again.slice(add('پس'));
    expect(again.commit().ok).toBe(true);
    expect(countCustomers(test)).toBe(2);
  });
});
