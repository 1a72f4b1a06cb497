import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type EntityName, entities, entityByName, isEntityName } from '../../../shared/entities/index.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { hlcMs, isHlc } from '../../../shared/sync/hlc.ts';
import type { Json } from '../../../shared/sync/register.ts';
import { allowedRow, allowedValue } from '../../../test/support/allowed-value.ts';
import { type ForgedHistory, forgeHistory } from '../../../test/support/forged-history.ts';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { acceptOperations, type IncomingOperation } from './accept.ts';
import { runCommand } from './commit.ts';
import { findRow, findRows } from './find-row.ts';
import { readOperation } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';
import type { Replica } from './replica.ts';
import { stateHash } from './state-hash.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowIdOf = (n: number): string => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const forged = (n: number): ForgedHistory => forgeHistory(organisationId, n);

const replicaOf = (...histories: readonly (readonly IncomingOperation[])[]): Replica => {
  const { replica } = openTestReplica(':memory:');
  for (const history of histories) {
    const accepted = acceptOperations(replica, organisationId, history);
    if (!accepted.ok) throw new Error(accepted.error.type);
  }
  return replica;
};

const refusalOf = (operation: IncomingOperation): string => {
  const accepted = acceptOperations(replicaOf(), organisationId, [operation]);
  return accepted.ok ? 'accepted' : accepted.error.type;
};

const hashOf = (replica: Replica): string => stateHash(replica.db.reader).hash;

/** Values of every kind; hardly any field allows more than a few of them. */
const anyValues: readonly Json[] = [
  null,
  true,
  5,
  -1.5,
  2 ** 60,
  1e300,
  '',
  '  ',
  'متن',
  'constructor',
  'a\0b',
  'half \ud83d a smile',
  'x'.repeat(20_000),
  '0197a000',
  '0197A000-0000-7000-8000-00000000C0FF',
  rowIdOf(7),
  { toString: 'x' },
  [[1], 'x'],
];

/** One row for each value that is written into it, and one for each that it is made with. */
const lies = (name: EntityName, base: ForgedHistory, liar: ForgedHistory, late: ForgedHistory) => {
  const entity = entityByName(name);
  const made: object[] = [];
  const written: object[] = [];
  const mended: object[] = [];
  let n = 1000;
  for (const field of Object.keys(entity.fields)) {
    for (const value of anyValues) {
      n += 2;
      const [old, born] = [
        { entity: name, id: rowIdOf(n) },
        { entity: name, id: rowIdOf(n + 1) },
      ];
      made.push({ ...old, kind: 'insert', fields: allowedRow(entity) });
      written.push({ ...old, kind: 'update', fields: { [field]: value, colour: value } });
      written.push({ ...born, kind: 'insert', fields: { ...allowedRow(entity), [field]: value } });
      mended.push({ ...old, kind: 'update', fields: { [field]: allowedValue(entity, field), shade: value } });
    }
  }
  const cut = (changes: readonly object[]): Record<string, unknown>[][] =>
    Array.from({ length: Math.ceil(changes.length / 100) }, (_, at) =>
      changes.slice(at * 100, at * 100 + 100).map((change) => ({ ...change })),
    );
  return {
    base: cut(made).map((changes) => base.next(changes)),
    liar: cut(written).map((changes) => liar.next(changes)),
    late: cut(mended).map((changes) => late.next(changes)),
  };
};

describe('a member that lies', () => {
  it.each(Object.keys(entities).filter(isEntityName))(
    'S27: writes values of every kind into every field of %s, and every replica ends equal and readable',
    (name) => {
      const { base, liar, late } = lies(name, forged(1), forged(2), forged(3));
      const replicas = [
        replicaOf(base, liar, late),
        replicaOf(late, liar, base),
        replicaOf(liar, base, late),
      ];
      expect(new Set(replicas.map(hashOf)).size).toBe(1);
      const [first] = replicas;
      const rows = first === undefined ? [] : findRows(first.db.reader, name, 'TRUE', []);
      expect(rows.length).toBeGreaterThan(base.length);
      for (const row of rows) {
        for (const [field, value] of Object.entries(row)) {
          const { schema } = entityByName(name).fields[field] ?? { schema: z.uuid() };
          expect(schema.safeParse(value).success, `${name}.${field}`).toBe(true);
        }
      }
    },
  );

  it('S27: sends a value of a newer version, which waits in the log and is relayed', () => {
    const history = forged(1);
    const fields = { ...allowedRow(ticket), type: 'of a newer version' };
    const operation = history.next([{ entity: 'ticket', id: rowIdOf(1), kind: 'insert', fields }]);
    const replica = replicaOf([operation]);
    expect(findRows(replica.db.reader, 'ticket', 'TRUE', [])).toEqual([]);
    expect(replica.db.reader.prepare('SELECT entity FROM deferred_change').all()).toEqual([
      { entity: 'ticket' },
    ]);
    expect(readLogFrom(replica.db.reader, 0, 10).map(({ bytes }) => bytes)).toEqual([operation.bytes]);
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'S17: names a field «%s», which is kept as any other unknown one',
    (field) => {
      const [base, liar] = [forged(1), forged(2)];
      const row = { entity: 'ticket', id: rowIdOf(1) };
      const made = base.next([{ ...row, kind: 'insert', fields: allowedRow(ticket) }]);
      const writes = [
        liar.next([{ ...row, kind: 'update', fields: { [field]: 'x' }, replaces: { subject: [] } }]),
        liar.next([
          { ...row, kind: 'update', fields: { [field]: 'y' }, replaces: { [field]: [liar.stamp()] } },
        ]),
      ];
      const [a, b] = [replicaOf([made], writes), replicaOf(writes, [made])];
      expect(hashOf(b)).toBe(hashOf(a));
      expect(a.db.reader.prepare('SELECT extra FROM ticket').all()).toEqual([{ extra: `{"${field}":"y"}` }]);
    },
  );

  it('S18: claims the end of time, and clocks go on', () => {
    const changes = [{ entity: 'team', id: rowIdOf(1), kind: 'insert', fields: { name: 'x', level: 'l1' } }];
    const replica = replicaOf([
      forged(1).next(changes, { hlc: 'f'.repeat(16), wall: Number.MAX_SAFE_INTEGER }),
    ]);
    const next = replica.nextHlc();
    expect(isHlc(next)).toBe(true);
    expect(hlcMs(next)).toBeLessThan(Date.now() + 60_000);
    const late = replicaOf([forged(2).next(changes, { hlc: 'f'.repeat(11) + '0'.repeat(5) })]);
    expect(isHlc(late.nextHlc())).toBe(true);
  });

  it('S18: moves no clock with what is refused', () => {
    const history = forged(1);
    const first = history.next([], { hlc: `c00${'0'.repeat(13)}` });
    history.next([]);
    const replica = replicaOf();
    const accepted = acceptOperations(replica, organisationId, [first, history.next([])]);
    expect(accepted).toMatchObject({ ok: false, error: { type: 'gap' } });
    expect(hlcMs(replica.nextHlc())).toBeLessThan(Date.now() + 60_000);
  });

  it('S9: sends an operation that no version may make, and it is refused', () => {
    const row = { entity: 'setting', id: rowIdOf(1), kind: 'insert' };
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const settings = (depth: number) => [{ ...row, fields: { key: 'x', value: nested(depth) } }];
    expect(refusalOf(forged(1).next(settings(30)))).toBe('accepted');
    expect(refusalOf(forged(1).next(settings(200)))).toBe('operation-unreadable');
    expect(
      refusalOf(
        forged(1).next([
          { ...row, fields: {} },
          { ...row, fields: {} },
        ]),
      ),
    ).toBe('operation-unreadable');
    expect(refusalOf(forged(1).next([{ ...row, id: rowIdOf(1).replace('a', 'A'), fields: {} }]))).toBe(
      'operation-unreadable',
    );
    expect(refusalOf(forged(1).next([], { command: 'x', padding: 'x'.repeat(950_000) }))).toBe(
      'operation-unreadable',
    );
    const capitals = forged(1).next([], { device: forged(1).device.toUpperCase() });
    expect(refusalOf({ ...capitals, key: { ...capitals.key, device: capitals.key.device } })).not.toBe(
      'accepted',
    );
  });

  it('S5: puts a hundred values beside each other, and what is written over them can be read by peers', () => {
    const base = forged(99);
    const row = { entity: 'ticket', id: rowIdOf(1) };
    const made = base.next([{ ...row, kind: 'insert', fields: allowedRow(ticket) }]);
    const beside = Array.from({ length: 98 }, (_, n) => [
      forged(n).next([{ ...row, kind: 'update', fields: { status: 'open' } }]),
    ]);
    const replica = replicaOf([made], ...beside);
    const moved = runCommand(replica, { name: 'ticket.close', author: { userId: null } }, (tx) => {
      tx.update(ticket, idSchema<'ticket'>().parse(rowIdOf(1)), { status: 'resolved' });
      return ok(null);
    });
    expect(moved.ok).toBe(true);
    const own = readLogFrom(replica.db.reader, 0, 1000).at(-1);
    expect(own !== undefined && readOperation(own).ok).toBe(true);
    expect(findRow(replica.db.reader, 'ticket', idSchema<'ticket'>().parse(rowIdOf(1)))).not.toBeNull();
  });
});

describe('a command with a bug', () => {
  it('S7: that writes what its field does not allow fails, and leaves nothing', () => {
    const replica = replicaOf();
    const write = () =>
      runCommand(replica, { name: 'team.create', author: { userId: null } }, (tx) => {
        const id = replica.newId<'ticket'>();
        tx.insertWithId(ticket, id, { ...ticketValues, subject: 'x'.repeat(301) });
        return ok(null);
      });
    expect(write).toThrow('team.create wrote what its field');
    expect(readLogFrom(replica.db.reader, 0, 10)).toEqual([]);
  });
});

const ticketValues = {
  number: '101-00001-0',
  customerId: idSchema<'customer'>().parse(rowIdOf(1)),
  type: 'general',
  impact: 'low',
  urgency: 'low',
  status: 'new',
  openedAt: 0,
} as const;
