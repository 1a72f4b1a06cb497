import { describe, expect, it } from 'vitest';
import { customer } from '../../../shared/entities/customer.ts';
import { product } from '../../../shared/entities/product.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import type { Stamp } from '../../../shared/sync/stamp.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { newerModel, olderModel } from '../../../test/support/data-models.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { type DataModel, shippedModel } from './data-model.ts';
import { readLogFrom } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowIdOf = (n: number): string => `0197a000-0000-7000-8000-00000000${(n + 0xaaa0).toString(16)}`;
const files = createTestFiles();

const writtenOff = (kind: string, seen: readonly Stamp[] = []): Readonly<Record<string, unknown>> => ({
  entity: 'customer',
  id: rowIdOf(1),
  kind,
  fields: { reason: 'نادرست', at: 1_790_000_000_000 },
  replaces: { deletedAt: seen },
});

/** What three PCs of three versions wrote, each in its own words. */
const operationsOfAll = (): IncomingOperation[] => {
  const [older, shipped, newer] = [1, 2, 3].map((n): ForgedHistory => forgeHistory(organisationId, n));
  if (older === undefined || shipped === undefined || newer === undefined) throw new Error('three histories');
  const person = { entity: 'customer', kind: 'insert' };
  const operations = [
    older.next([{ ...person, id: rowIdOf(1), fields: { ...allowedRow(customer), displayName: 'الف' } }]),
    shipped.next([{ entity: 'product', id: rowIdOf(2), kind: 'insert', fields: allowedRow(product) }]),
    shipped.next([{ ...person, id: rowIdOf(3), fields: { ...allowedRow(customer), city: 'قم' } }]),
  ];
  const [made, seen] = [older.stamp(), shipped.stamp()];
  return [
    ...operations,
    newer.next([
      { entity: 'invoice', id: rowIdOf(4), kind: 'insert', fields: { title: 'فاکتور', totalRial: 12 } },
      {
        entity: 'customer',
        id: rowIdOf(3),
        kind: 'update',
        fields: { mood: 'خوش' },
        replaces: { mood: [seen] },
      },
    ]),
    newer.next([writtenOff('write_off', [made])]),
  ];
};

const accept = (replica: Replica, operations: readonly IncomingOperation[]): void => {
  const accepted = acceptOperations(replica, organisationId, operations);
  if (!accepted.ok) throw new Error(accepted.error.type);
};

const logOf = ({ db }: Replica): IncomingOperation[] => readLogFrom(db.reader, 0, 100);
const hashOf = ({ db }: Replica): string => stateHash(db.reader).hash;

const versions: readonly (readonly [string, DataModel])[] = [
  ['N−1', olderModel],
  ['N', shippedModel],
  ['N+1', newerModel],
];
const pairs = versions.flatMap(([from, sender]) =>
  versions.map(([to, receiver]) => [from, to, sender, receiver] as const),
);

describe('versions beside each other', () => {
  it.each(pairs)(
    'S17, S30: %s sends all it holds to %s, which stands after its upgrade as the newest does',
    (from, to, sender, receiver) => {
      const newest = openTestReplica(':memory:', newerModel);
      accept(newest.replica, operationsOfAll());
      const sending = openTestReplica(':memory:', sender);
      accept(sending.replica, operationsOfAll());
      const path = files.path(`${from}-${to}.sqlite`);
      const receiving = openTestReplica(path, receiver);
      accept(receiving.replica, logOf(sending.replica));
      expect(logOf(receiving.replica).map(({ bytes }) => bytes)).toEqual(
        operationsOfAll().map(({ bytes }) => bytes),
      );
      if (sender === receiver) expect(hashOf(receiving.replica)).toBe(hashOf(sending.replica));
      receiving.close();
      const upgraded = openTestReplica(path, newerModel);
      expect(hashOf(upgraded.replica)).toBe(hashOf(newest.replica));
      const rows = upgraded.replica.db.reader
        .prepare('SELECT displayName, city, mood, deletedAt FROM customer ORDER BY id')
        .all();
      expect(rows).toMatchObject([
        { displayName: 'الف', deletedAt: 1_790_000_000_000 },
        { city: 'قم', mood: 'خوش', deletedAt: null },
      ]);
      for (const each of [newest, sending, upgraded]) each.close();
    },
  );

  it('S17: a row that was made twice stands after an upgrade as where the newest version received it', () => {
    // As the copy of a PC writes again what both wrote.
    const made = [1, 2].map((n) =>
      forgeHistory(organisationId, n).next([
        { entity: 'customer', kind: 'insert', id: rowIdOf(1), fields: allowedRow(customer) },
      ]),
    );
    const newest = openTestReplica(':memory:', newerModel);
    accept(newest.replica, made);
    const path = files.path('made-twice.sqlite');
    const receiving = openTestReplica(path, shippedModel);
    accept(receiving.replica, made);
    receiving.close();
    const upgraded = openTestReplica(path, newerModel);
    expect(hashOf(upgraded.replica)).toBe(hashOf(newest.replica));
    for (const each of [newest, upgraded]) each.close();
  });

  it('S30: a kind that nobody here knows waits as a whole and changes nothing', () => {
    const { replica, close } = openTestReplica(':memory:');
    accept(replica, operationsOfAll());
    const before = replica.db.reader.prepare('SELECT deletedAt, extra FROM customer WHERE rowid = 1').get();
    expect(before).toEqual({ deletedAt: null, extra: null });
    expect(replica.db.reader.prepare('SELECT entity FROM deferred_change ORDER BY received').all()).toEqual([
      { entity: 'invoice' },
      { entity: 'customer' },
    ]);
    close();
  });

  it.each(['Write_off', 'write-off', '', 'x'.repeat(61), 7])(
    'S30: refuses the kind %j, which is no name',
    (kind) => {
      const { replica, close } = openTestReplica(':memory:');
      const operation = forgeHistory(organisationId, 1).next([{ ...writtenOff('insert'), kind }]);
      expect(acceptOperations(replica, organisationId, [operation])).toMatchObject({
        ok: false,
        error: { type: 'operation-unreadable' },
      });
      close();
    },
  );
});
