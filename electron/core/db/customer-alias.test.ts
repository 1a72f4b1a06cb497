import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { shownCustomers } from '../../../shared/rules/customer-merge.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { type SeededRandom, seededRandom } from '../../../test/support/seeded-random.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { rebuildTables } from './apply-waiting.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const customerId = (n: number): string => `0197a000-0000-7000-8000-00000000c00${n}`;
const mergeId = (n: number): string => `0197a000-0000-7000-8000-00000000d0${String(n).padStart(2, '0')}`;

/** Merges, undos, merges that change whom they name, and customers that come and go. */
const anyChange = (random: SeededRandom, stamps: readonly string[]) => {
  const replaced = (fields: object) =>
    Object.fromEntries(Object.keys(fields).map((field) => [field, [random.pick(stamps)]]));
  if (random.chance(0.2)) {
    const row = { entity: 'customer', id: customerId(random.integer(1, 8)) };
    if (random.chance(0.6)) return { ...row, kind: 'insert', fields: allowedRow(customer) };
    const fields = { deletedAt: random.chance(0.5) ? null : 5 };
    return { ...row, kind: 'update', fields, replaces: replaced(fields) };
  }
  const row = { entity: 'customer_merge', id: mergeId(random.integer(1, 14)) };
  const named = { loserId: customerId(random.integer(1, 8)), winnerId: customerId(random.integer(1, 8)) };
  if (random.chance(0.5)) return { ...row, kind: 'insert', fields: { ...named, mergedAt: 5 } };
  const fields = random.chance(0.7) ? { undoneAt: random.chance(0.3) ? null : 9 } : named;
  return { ...row, kind: 'update', fields, replaces: replaced(fields) };
};

const aliases = (connection: Connection): Record<string, string> =>
  Object.fromEntries(
    connection
      .prepare('SELECT lower(hex(id)) AS id, lower(hex(shown)) AS shown FROM customer_alias ORDER BY id')
      .all()
      .map((row) => {
        const { id, shown } = row as { id: string; shown: string };
        return [id, shown];
      }),
  );

const computed = (connection: Connection): Record<string, string> => {
  const there = new Set<string>(findRows(connection, 'customer', 'TRUE', []).map(({ id }) => id));
  const joins = findRows(connection, 'customer_merge', 'undoneAt IS NULL', []);
  const plain = (id: string): string => id.replaceAll('-', '');
  const shown = shownCustomers(joins, (id) => there.has(id));
  return Object.fromEntries([...shown].map(([id, survivor]) => [plain(id), plain(survivor)]).sort());
};

const documents = (connection: Connection): unknown =>
  connection
    .prepare('SELECT kind, row, spaced, joined, digits FROM search_document ORDER BY kind, row')
    .all();

describe('the table of merged customers', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'S85: equals what all merges say, after every operation and in any order (%i)',
    (seed) => {
      const random = seededRandom(`merges ${seed}`);
      const stamps = ['0'.repeat(48)];
      const histories = [1, 2, 3].map((n) => {
        const history = forgeHistory(organisationId, n);
        return Array.from({ length: 25 }, (): IncomingOperation => {
          const operation = history.next([anyChange(random, stamps)]);
          stamps.push(history.stamp());
          return operation;
        });
      });
      const met = new Set<string>();
      const replicas = ['one', 'other'].map((order) => {
        const { replica } = openTestReplica(':memory:');
        const { writer } = replica.db;
        const turns = random.fork(order).shuffled(histories.flatMap((history, n) => history.map(() => n)));
        const left = histories.map((history) => [...history]);
        for (const turn of turns) {
          const operation = left[turn]?.shift();
          if (operation === undefined) throw new Error('a turn too many');
          expect(acceptOperations(replica, organisationId, [operation]).ok).toBe(true);
          const found = aliases(writer);
          expect(found).toEqual(computed(writer));
          met.add(`${new Set(Object.values(found)).size} groups`);
        }
        return writer;
      });
      const [one, other] = replicas;
      if (one === undefined || other === undefined) throw new Error('two replicas');
      expect(met.size).toBeGreaterThan(1);
      expect(stateHash(one).hash).toBe(stateHash(other).hash);
      expect(aliases(one)).toEqual(aliases(other));
      expect(documents(one)).toEqual(documents(other));
      const before = [aliases(one), documents(one)];
      one.sqlite.transaction(() => rebuildTables(one))();
      expect([aliases(one), documents(one)]).toEqual(before);
    },
  );

  it('S85: is no part of the state hash', () => {
    const { replica, close } = openTestReplica(':memory:');
    const { writer } = replica.db;
    const { hash } = stateHash(writer);
    writer.sqlite.exec("INSERT INTO customer_alias (id, shown) VALUES (x'01', x'02')");
    expect(stateHash(writer).hash).toBe(hash);
    close();
  });
});
