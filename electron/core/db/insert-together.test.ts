import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { rowsTogether } from './insert-together.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const idOf = (n: number): string => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const count = rowsTogether * 3 + 5;

const named = (n: number, name: unknown = `مشتری ${n}`) => ({
  displayName: name,
  kind: 'person',
  language: 'fa',
  city: n % 2 === 0 ? 'تهران' : null,
  tier: 'standard',
  clvBand: 'unknown',
});
const insert = (n: number, fields: object = named(n)) => ({
  entity: 'customer',
  id: idOf(n),
  kind: 'insert',
  fields,
});
const contact = (n: number) => ({
  entity: 'contact_point',
  id: idOf(n),
  kind: 'insert',
  fields: { customerId: idOf(n), type: 'mobile', raw: `0912${n}`, assumedArea: false, preferredOrder: 1 },
});
const many = (make: (n: number) => ReturnType<typeof insert> = insert) =>
  Array.from({ length: count }, (_, n) => [make(n), contact(n)]);

/** State and rows after these operations, in this order. */
const outcomeOf = (operations: readonly IncomingOperation[]) => {
  const { replica, close } = openTestReplica(':memory:');
  for (const operation of operations) {
    const accepted = acceptOperations(replica, organisationId, [operation]);
    if (!accepted.ok) throw new Error(accepted.error.type);
  }
  const { writer } = replica.db;
  const rows = writer.prepare('SELECT count(*) AS n FROM customer WHERE displayName IS NOT NULL').get();
  const hash = stateHash(writer).hash;
  close();
  return { rows, hash };
};

describe('rows that are inserted many to a statement', () => {
  const large = forgeHistory(organisationId, 1).next(many().flat());

  it('S1: are what they are where some of them were known already, in whatever order that is heard', () => {
    const other = forgeHistory(organisationId, 2);
    // Updates that overtake, a second insert of one row, and all of the last statement.
    const known = [0, 2, 3, rowsTogether, rowsTogether + 1].map((n) => ({
      ...insert(n, { city: `شهر ${n}` }),
      kind: 'update',
    }));
    const whole = Array.from({ length: rowsTogether * 2 }, (_, n) => insert(n + rowsTogether));
    const operations = [other.next([...known.slice(0, 3)]), other.next(whole), other.next(known.slice(3))];
    const first = outcomeOf([large, ...operations]);
    const last = outcomeOf([...operations, large]);
    expect(last).toEqual(first);
    expect(first.rows).toEqual({ n: count });
    expect(first.hash).not.toBe(outcomeOf([large]).hash);
  });

  it('S1: are what they would be one by one', () => {
    // One unknown field is enough to keep a row out of the statement for many; so is a value that does not fit.
    const odd = (n: number) =>
      insert(n, n % 3 === 0 ? { ...named(n), ofNewer: n } : n % 3 === 1 ? named(n, '') : named(n));
    const changes = many(odd).flat();
    const [one, each] = [forgeHistory(organisationId, 3), forgeHistory(organisationId, 3)];
    const rowsOf = (operations: readonly IncomingOperation[]) => {
      const { replica, close } = openTestReplica(':memory:');
      for (const operation of operations) acceptOperations(replica, organisationId, [operation]);
      const { writer } = replica.db;
      const rows = ['customer', 'contact_point'].map((entity) =>
        writer
          .prepare(`SELECT * FROM ${entity} ORDER BY id`)
          .all()
          .map((row) => ({ ...(row as object), rowid: 0, createdStamp: 0, updatedAt: 0 })),
      );
      close();
      return rows;
    };
    const together = rowsOf([one.next(changes)]);
    expect(together).toEqual(rowsOf(changes.map((change) => each.next([change]))));
    // A name is required: rows without one are not made.
    expect(together[0]).toHaveLength(35);
  });

  it('S9: leave nothing for the next operation where the one that brought them is undone', () => {
    const { replica, close } = openTestReplica(':memory:');
    const { writer } = replica.db;
    const [broken, sound] = [forgeHistory(organisationId, 4), forgeHistory(organisationId, 5)];
    writer.sqlite.exec(
      `CREATE TEMP TRIGGER full BEFORE INSERT ON customer WHEN new.displayName = 'بس' BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    const cut = broken.next([
      ...Array.from({ length: 20 }, (_, n) => insert(n)),
      insert(99, { ...named(98), displayName: 'بس' }),
    ]);
    expect(() => acceptOperations(replica, organisationId, [cut])).toThrow('full');
    expect(acceptOperations(replica, organisationId, [sound.next([...many().flat()].slice(0, 40))]).ok).toBe(
      true,
    );
    expect(writer.prepare('SELECT count(*) AS n FROM customer').get()).toEqual({ n: 20 });
    close();
  });
});
