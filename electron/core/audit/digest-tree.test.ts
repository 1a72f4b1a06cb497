import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from '../db/commit.ts';
import { createDigestTree, type DigestTree } from './digest-tree.ts';

const author = { userId: null };
/** A bucket begins with every eighth id. */
const boundaryMask = 7;

describe('the digests of the state', () => {
  let folder: string;
  let test: TestReplica;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-digests-'));
    test = openTestReplica(join(folder, 'paydar.sqlite'));
  });
  afterEach(() => {
    test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (count: number): CustomerId[] => {
    const { replica } = test;
    const ids: CustomerId[] = [];
    runCommand(replica, { name: 'test.add', author }, (transaction) => {
      for (let n = 0; n < count; n += 1) {
        const id = transaction.insert(customer, {
          displayName: `مشتری ${n}`,
          kind: 'person',
          language: 'fa',
          tier: 'standard',
          clvBand: 'unknown',
        });
        ids.push(id);
      }
      return ok(null);
    });
    return ids;
  };
  const change = (id: CustomerId, city: string): void => {
    runCommand(test.replica, { name: 'test.change', author }, (transaction) => {
      transaction.update(customer, id, { city });
      return ok(null);
    });
  };
  const settle = (tree: DigestTree): number => {
    let rows = 0;
    for (let scan = tree.settleOne(); scan !== null; scan = tree.settleOne()) rows += scan.rows;
    return rows;
  };
  const anew = (): DigestTree => {
    const tree = createDigestTree(test.replica.db.reader, boundaryMask);
    settle(tree);
    return tree;
  };

  it('S120: after any history of commits and losses the digests are those of a computation anew', () => {
    const random = seededRandom('digests');
    const tree = anew();
    const forget = test.replica.onCommitted(({ touched }) => tree.touch(touched));
    const ids: CustomerId[] = [];
    const { sqlite } = test.replica.db.writer;
    for (let n = 0; n < 60; n += 1) {
      const one = ids[random.integer(0, Math.max(0, ids.length - 1))];
      const kind = random.integer(0, 3);
      if (kind === 0 || one === undefined) ids.push(...add(random.integer(1, 20)));
      else if (kind === 1) change(one, `شهر ${n}`);
      else {
        ids.splice(ids.indexOf(one), 1);
        sqlite.prepare('DELETE FROM customer WHERE id = ?').run(Buffer.from(one.replaceAll('-', ''), 'hex'));
        tree.touch(new Map([['customer', [one]]]));
      }
      if (random.integer(0, 2) === 0) settle(tree);
    }
    settle(tree);
    forget();
    const expected = anew();
    expect(tree.bucketSums('customer')).toEqual(expected.bucketSums('customer'));
    expect(tree.bucketSums('customer').length).toBeGreaterThan(5);
    expect(tree.sum()).toBe(expected.sum());
  });

  it('S121: a changed row has its bucket read again, not the table, and a row that nobody announced is seen', () => {
    const ids = add(4000);
    const tree = createDigestTree(test.replica.db.reader);
    expect(settle(tree)).toBe(4000);
    const forget = test.replica.onCommitted(({ touched }) => tree.touch(touched));
    let rows = 0;
    for (let n = 0; n < 40; n += 1) {
      const id = ids[n * 100];
      if (id !== undefined) change(id, 'یزد');
      rows += settle(tree);
    }
    forget();
    // A bucket has 256 rows on average, and long ones are hit more often.
    expect(rows / 40).toBeLessThan(1200);
    expect(rows).toBeGreaterThan(0);
    const before = tree.sum();
    test.replica.db.writer.sqlite.exec("UPDATE customer SET city = 'قم' WHERE displayName = 'مشتری 5'");
    const scans = Array.from({ length: tree.bucketCount }, () => tree.rescanOne());
    expect(scans.filter(({ isUnannounced }) => isUnannounced)).toHaveLength(1);
    expect(tree.sum()).not.toBe(before);
  });
});
