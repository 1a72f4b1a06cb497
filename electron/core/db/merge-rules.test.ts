import { describe, expect, it } from 'vitest';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { interaction } from '../../../shared/entities/interaction.ts';
import { product } from '../../../shared/entities/product.ts';
import { team } from '../../../shared/entities/team.ts';
import { type CustomerId, idSchema } from '../../../shared/lib/ids.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { createTestFiles } from '../../../test/support/table-files.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { rebuildTables } from './apply-waiting.ts';
import { countOpenConflicts } from './conflicts.ts';
import { findRows } from './find-row.ts';
import { writeMeta } from './meta.ts';
import { readLogFrom } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { searchEverything } from './search.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowId = '0197a000-0000-7000-8000-00000000aaaa';
const files = createTestFiles();
const historyOf = (n: number): ForgedHistory => forgeHistory(organisationId, n);

/** A replica that received these, in this order; each list is one delivery. */
const replicaOf = (...deliveries: readonly (readonly IncomingOperation[])[]): Replica => {
  const { replica } = openTestReplica(':memory:');
  for (const delivery of deliveries) {
    const accepted = acceptOperations(replica, organisationId, delivery);
    if (!accepted.ok) throw new Error(accepted.error.type);
  }
  return replica;
};

const hashOf = (replica: Replica): string => stateHash(replica.db.reader).hash;
const sameInAnyOrder = (
  one: readonly IncomingOperation[],
  other: readonly IncomingOperation[],
): Replica[] => {
  const both = [replicaOf(one, other), replicaOf(other, one)];
  expect(new Set(both.map(hashOf)).size).toBe(1);
  return both;
};

describe('an event', () => {
  const told = { entity: 'interaction', id: rowId, kind: 'insert' } as const;
  const bodiesOf = (replica: Replica) =>
    findRows(replica.db.reader, 'interaction', 'TRUE', []).map(({ body }) => body);

  it('S13: is not written again, whoever tries, in whatever order it comes', () => {
    const [desk, other] = [historyOf(1), historyOf(2)];
    const first = [desk.next([{ ...told, fields: { ...allowedRow(interaction), body: 'آنچه گفته شد' } }])];
    const seen = desk.stamp();
    const again = [
      other.next([{ ...told, kind: 'update', fields: { body: 'آنچه نشد' }, replaces: { body: [seen] } }]),
      other.next([{ ...told, kind: 'update', fields: { deletedAt: 1_790_000_000_000 } }]),
    ];
    for (const replica of sameInAnyOrder(first, again)) expect(bodiesOf(replica)).toEqual(['آنچه گفته شد']);
  });

  it('S13: of two that claim one id the earlier is shown', () => {
    const [desk, other] = [historyOf(1), historyOf(2)];
    const first = [desk.next([{ ...told, fields: { ...allowedRow(interaction), body: 'نخست' } }])];
    const second = [other.next([{ ...told, fields: { ...allowedRow(interaction), body: 'سپس' } }])];
    for (const replica of sameInAnyOrder(first, second)) expect(bodiesOf(replica)).toEqual(['نخست']);
  });
});

describe('a field with one writer by right', () => {
  it('S14: written on two islands shows the later value, and asks nobody', () => {
    const [hub, one, other] = [historyOf(1), historyOf(2), historyOf(3)];
    const row = { entity: 'team', id: rowId };
    const made = hub.next([{ ...row, kind: 'insert', fields: { ...allowedRow(team), name: 'پشتیبانی' } }]);
    const write = (by: ForgedHistory, name: string) => [
      by.next([{ ...row, kind: 'update', fields: { name }, replaces: { name: [hub.stamp()] } }]),
    ];
    const [earlier, later] = [write(one, 'سطح یک'), write(other, 'سطح دو')];
    for (const replica of sameInAnyOrder([made, ...earlier], later)) {
      expect(findRows(replica.db.reader, 'team', 'TRUE', []).map(({ name }) => name)).toEqual(['سطح دو']);
      expect(countOpenConflicts(replica.db.reader)).toBe(0);
    }
  });
});

describe('a delete', () => {
  const row = { entity: 'contact_point', id: rowId };
  const labelsOf = (replica: Replica) =>
    findRows(replica.db.reader, 'contact_point', 'TRUE', []).map(({ label }) => label);

  it('S15: is not undone by a late write to another field, and an undo brings that write with it', () => {
    const [base, deleter, writer] = [historyOf(1), historyOf(2), historyOf(3)];
    const made = base.next([{ ...row, kind: 'insert', fields: allowedRow(contactPoint) }]);
    const gone = deleter.next([
      {
        ...row,
        kind: 'update',
        fields: { deletedAt: 1_790_000_000_000 },
        replaces: { deletedAt: [base.stamp()] },
      },
    ]);
    const mark = deleter.stamp();
    const late = writer.next([
      { ...row, kind: 'update', fields: { label: 'دفتر' }, replaces: { label: [base.stamp()] } },
    ]);
    const undone = deleter.next([
      { ...row, kind: 'update', fields: { deletedAt: null }, replaces: { deletedAt: [mark] } },
    ]);
    for (const replica of sameInAnyOrder([made, gone], [late])) {
      expect(labelsOf(replica)).toEqual([]);
      const accepted = acceptOperations(replica, organisationId, [undone]);
      expect(accepted.ok).toBe(true);
      expect(labelsOf(replica)).toEqual(['دفتر']);
    }
  });

  it('S15: loses against an undo that had not seen it', () => {
    const [base, deleter, other] = [historyOf(1), historyOf(2), historyOf(3)];
    const made = base.next([{ ...row, kind: 'insert', fields: allowedRow(contactPoint) }]);
    const mark = (by: ForgedHistory, deletedAt: number | null) =>
      by.next([{ ...row, kind: 'update', fields: { deletedAt }, replaces: { deletedAt: [base.stamp()] } }]);
    const [undo, gone] = [mark(deleter, null), mark(other, 1_790_000_000_000)];
    for (const replica of sameInAnyOrder([made, undo], [gone])) expect(labelsOf(replica)).toHaveLength(1);
  });
});

describe('a write that overtakes its row’s insert', () => {
  it('S16: is kept, shows nothing until the insert is here, and then holds', () => {
    const [desk, other] = [historyOf(1), historyOf(2)];
    const row = { entity: 'customer', id: rowId };
    const usual = allowedRow(customer);
    const fields = { ...usual, displayName: 'رحیمی', city: 'کرج' };
    const made = [desk.next([{ ...row, kind: 'insert', fields }])];
    const replaces = { city: [desk.stamp()], displayName: [desk.stamp()] };
    const changed = { city: 'قم', displayName: 'کریمی' };
    const early = [other.next([{ ...row, kind: 'update', fields: changed, replaces }])];

    const replica = replicaOf(early);
    expect(findRows(replica.db.reader, 'customer', 'TRUE', [])).toEqual([]);
    expect(searchEverything(replica.db.reader, 'کریمی', 10).customers).toEqual([]);
    expect(acceptOperations(replica, organisationId, made).ok).toBe(true);
    expect(findRows(replica.db.reader, 'customer', 'TRUE', [])).toMatchObject([
      { id: rowId, ...changed, tier: usual.tier },
    ]);
    expect(searchEverything(replica.db.reader, 'کریمی', 10).customers).toHaveLength(1);
    expect(searchEverything(replica.db.reader, 'رحیمی', 10).customers).toEqual([]);
    expect(countOpenConflicts(replica.db.reader)).toBe(0);
    expect(hashOf(replica)).toBe(hashOf(replicaOf(made, early)));
  });
});

describe('what a newer version wrote', () => {
  const ofNewer = (): IncomingOperation[] => {
    const newer = historyOf(1);
    return [
      newer.next([
        { entity: 'invoice', id: rowId, kind: 'insert', fields: { totalRial: 1 } },
        { entity: 'customer', id: rowId, kind: 'insert', fields: { ...allowedRow(customer), mood: 'خوش' } },
      ]),
      newer.next([{ entity: 'product', id: rowId, kind: 'insert', fields: allowedRow(product) }]),
      newer.next([
        { entity: 'customer', id: rowId, kind: 'update', fields: { city: 'قم' }, replaces: { city: [] } },
      ]),
    ];
  };

  it('S17: is kept where this version knows no place for it, and relayed byte for byte', () => {
    const operations = ofNewer();
    const replica = replicaOf(operations);
    const { reader } = replica.db;
    expect(reader.prepare('SELECT received, entity FROM deferred_change').all()).toEqual([
      { received: 1, entity: 'invoice' },
    ]);
    expect(reader.prepare('SELECT extra FROM customer').all()).toEqual([{ extra: '{"mood":"خوش"}' }]);
    const relayed = replicaOf(readLogFrom(reader, 0, 10));
    expect(readLogFrom(relayed.db.reader, 0, 10).map(({ bytes }) => bytes)).toEqual(
      operations.map(({ bytes }) => bytes),
    );
    expect(hashOf(relayed)).toBe(hashOf(replica));
  });

  it('S17: is applied after the upgrade, as if this version had received it', () => {
    const knowing = replicaOf(ofNewer());
    const path = files.path('older.sqlite');
    const older = openTestReplica(path);
    expect(acceptOperations(older.replica, organisationId, ofNewer()).ok).toBe(true);
    const { writer } = older.replica.db;
    // What a version leaves behind that knows neither products nor a customer's city.
    writer.sqlite.exec(`
      DELETE FROM product;
      INSERT INTO deferred_change (received, entity) VALUES (2, 'product');
      UPDATE customer SET city = NULL, extra = '{"city":"قم","mood":"خوش"}';
    `);
    writeMeta(writer, 'entities', 'of an older version');
    expect(hashOf(older.replica)).not.toBe(hashOf(knowing));
    older.close();
    const { replica: upgraded, close } = openTestReplica(path);
    expect(hashOf(upgraded)).toBe(hashOf(knowing));
    expect(findRows(upgraded.db.reader, 'customer', 'TRUE', [])).toMatchObject([{ city: 'قم' }]);
    expect(upgraded.db.reader.prepare('SELECT entity FROM deferred_change').all()).toEqual([
      { entity: 'invoice' },
    ]);
    close();
  });
});

it('S1: the tables can be thrown away and come back from the log, with the same search', () => {
  const [base, one, other] = [historyOf(1), historyOf(2), historyOf(3)];
  const row = { entity: 'customer', id: rowId };
  const made = base.next([
    { ...row, kind: 'insert', fields: { ...allowedRow(customer), displayName: 'مریم رحیمی' } },
  ]);
  const write = (by: ForgedHistory, city: string) =>
    by.next([{ ...row, kind: 'update', fields: { city }, replaces: { city: [base.stamp()] } }]);
  const replica = replicaOf([made, write(one, 'کرج'), write(other, 'قم')]);
  const before = hashOf(replica);
  replica.db.writer.sqlite.transaction(() => rebuildTables(replica.db.writer))();
  expect(hashOf(replica)).toBe(before);
  expect(countOpenConflicts(replica.db.reader)).toBe(1);
  const id: CustomerId = idSchema<'customer'>().parse(rowId);
  const [found] = searchEverything(replica.db.reader, 'رحيمي', 10).customers;
  expect(found?.toString('hex')).toBe(id.replaceAll('-', ''));
});
