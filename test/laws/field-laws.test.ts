/** The promises of each class, field by field, for every entity that there is. */
import { describe, expect, it } from 'vitest';
import { acceptOperations, type IncomingOperation } from '../../electron/core/db/accept.ts';
import { readConflictsOf } from '../../electron/core/db/conflicts.ts';
import { findRow } from '../../electron/core/db/find-row.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { type Entity, type MergeClass, mergeClassOf } from '../../shared/entities/define-entity.ts';
import { type EntityName, entities, isEntityName } from '../../shared/entities/index.ts';
import { type EntityId, idSchema } from '../../shared/lib/ids.ts';
import { chooseShown } from '../../shared/sync/choose.ts';
import type { Json, Write } from '../../shared/sync/register.ts';
import { allowedRow, allowedValue } from '../support/allowed-value.ts';
import { type ForgedHistory, forgeHistory } from '../support/forged-history.ts';
import { openTestReplica } from '../support/test-replica.ts';

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const rowId = '0197a000-0000-7000-8000-00000000aaaa';
const all: readonly Entity[] = Object.values(entities);

const fieldsOf = (merge: MergeClass): (readonly [string, Entity, string])[] =>
  all.flatMap((entity) =>
    Object.keys(entity.fields)
      .filter((field) => mergeClassOf(entity, field) === merge)
      .map((field) => [`${entity.name}.${field}`, entity, field] as const),
  );

/** @returns its name as the registry's own type. */
const nameOf = (entity: Entity): EntityName => {
  if (!isEntityName(entity.name)) throw new Error(`no entity ${entity.name}`);
  return entity.name;
};

const receive = (replica: Replica, operations: readonly IncomingOperation[]): void => {
  const accepted = acceptOperations(replica, organisationId, operations);
  if (!accepted.ok) throw new Error(accepted.error.type);
};

const replicaOf = (...operations: readonly IncomingOperation[]): Replica => {
  const { replica } = openTestReplica(':memory:');
  for (const operation of operations) receive(replica, [operation]);
  return replica;
};

/** The row made by one device, and two writes of a field by others that did not hear of each other. */
const writtenApart = (entity: Entity, field: string, values: readonly [Json, Json]) => {
  const histories = [1, 2, 3, 4].map((n) => forgeHistory(organisationId, n));
  const [base, one, other, decider] = histories;
  if (base === undefined || one === undefined || other === undefined || decider === undefined)
    throw new Error('four histories');
  const row = { entity: entity.name, id: rowId };
  const made = base.next([{ ...row, kind: 'insert', fields: allowedRow(entity, 9, true) }]);
  const write = (by: ForgedHistory, value: Json, ...replaced: readonly ForgedHistory[]) =>
    by.next([
      {
        ...row,
        kind: 'update',
        fields: { [field]: value },
        replaces: { [field]: replaced.map((history) => history.stamp()) },
      },
    ]);
  const first = write(one, values[0], base);
  const second = write(other, values[1], base);
  return { base, one, other, decider, made, first, second, write };
};

const conflictsOn = (replica: Replica, entity: Entity, field: string): Json[][] =>
  readConflictsOf(replica.db.reader, nameOf(entity), [rowId])
    .filter((conflict) => conflict.field === field)
    .map(({ writes }) => writes.map(({ value }) => value));

const shownIn = (replica: Replica, entity: Entity, field: string): unknown => {
  const name = nameOf(entity);
  // The id belongs to the entity that the row was made of.
  const row = findRow(replica.db.reader, name, rowId as EntityId<typeof name>);
  return row === null ? 'no row' : Reflect.get(row, field);
};

const sameHash = (replicas: readonly Replica[]): void => {
  expect(new Set(replicas.map(({ db }) => stateHash(db.reader).hash)).size).toBe(1);
};

describe('fields that people decide about', () => {
  it.each(fieldsOf('field'))(
    'S81: %s keeps both values, is decided once, and stays decided',
    (_, entity, field) => {
      const values = [allowedValue(entity, field, 1), allowedValue(entity, field, 2)] as const;
      expect(values[0]).not.toEqual(values[1]);
      const { one, other, base, decider, made, first, second, write } = writtenApart(entity, field, values);
      const apart = [replicaOf(made, first, second), replicaOf(made, second, first)];
      for (const replica of apart)
        expect(conflictsOn(replica, entity, field)).toEqual([[values[1], values[0]]]);

      const decided = write(decider, values[0], one, other);
      const early = replicaOf(decided, second, made, first);
      for (const replica of apart) receive(replica, [decided]);
      const everywhere = [...apart, early];
      for (const replica of everywhere) {
        expect(conflictsOn(replica, entity, field)).toEqual([]);
        expect(shownIn(replica, entity, field)).toEqual(values[0]);
        // What was decided does not come back with a repeated delivery.
        receive(replica, [first, second, decided]);
        expect(conflictsOn(replica, entity, field)).toEqual([]);
      }
      sameHash(everywhere);

      // Another one decided elsewhere at the same time: that is a conflict again, and is decided again.
      const otherwise = write(base, values[1], one, other);
      const last = forgeHistory(organisationId, 5);
      const lastWord = write(last, values[1], decider, base);
      for (const replica of everywhere) {
        receive(replica, [otherwise]);
        expect(conflictsOn(replica, entity, field)).toHaveLength(1);
        receive(replica, [lastWord]);
        expect(conflictsOn(replica, entity, field)).toEqual([]);
        expect(shownIn(replica, entity, field)).toEqual(values[1]);
      }
      sameHash(everywhere);
    },
  );
});

describe('rows that were deleted', () => {
  const deletable = all.filter((entity) => entity.merge !== 'event');
  it.each(deletable.map((entity) => [entity.name, entity] as const))(
    'S15: of %s stay so, whatever field is written late, until somebody takes it back',
    (_, entity) => {
      for (const field of Object.keys(entity.fields).filter((name) => name !== 'deletedAt')) {
        const {
          base,
          one,
          made,
          first: gone,
          write,
        } = writtenApart(entity, 'deletedAt', [1_790_000_000_000, null]);
        const value = allowedValue(entity, field, 3);
        const written = forgeHistory(organisationId, 6).next([
          {
            entity: entity.name,
            id: rowId,
            kind: 'update',
            fields: { [field]: value },
            replaces: { [field]: [base.stamp()] },
          },
        ]);
        const replicas = [replicaOf(made, gone, written), replicaOf(written, made, gone)];
        for (const replica of replicas) expect(shownIn(replica, entity, field)).toBe('no row');
        const back = write(forgeHistory(organisationId, 7), null, one);
        for (const replica of replicas) {
          receive(replica, [back]);
          expect(shownIn(replica, entity, field)).toEqual(value);
        }
        sameHash(replicas);
      }
    },
  );
});

describe('fields that a rule joins', () => {
  const stampOf = (n: number): Write['stamp'] => {
    const history = forgeHistory(organisationId, n);
    history.next([]);
    return history.stamp();
  };
  const valuesOf = (entity: Entity, field: string): Json[] => {
    const values = Array.from({ length: 8 }, (_, n) => allowedValue(entity, field, n));
    const nullable = entity.fields[field]?.nullable === true ? [null] : [];
    return [...new Set([...values, ...nullable])];
  };

  it.each(fieldsOf('machine'))(
    'S12: %s is the same however the states are grouped and ordered',
    (_, entity, field) => {
      const choose = (...writes: readonly (Write | undefined)[]): Write | undefined =>
        chooseShown(
          entity.name,
          field,
          'machine',
          writes.filter((write) => write !== undefined),
        );
      const values = valuesOf(entity, field);
      for (const a of values)
        for (const b of values)
          for (const c of values) {
            const [x, y, z] = [a, b, c].map((value, n): Write => ({ stamp: stampOf(n + 1), value }));
            const shown = choose(x, y, z)?.value;
            expect(choose(z, x, y)?.value).toEqual(shown);
            expect(choose(choose(x, y), z)?.value).toEqual(shown);
            expect(choose(x, choose(y, z))?.value).toEqual(shown);
            expect(choose(x, x)).toEqual(x);
          }
    },
  );
});

describe('fields with one writer by right', () => {
  it.each(fieldsOf('hub'))(
    'S14: %s written apart is the same everywhere, and nobody is asked',
    (_, entity, field) => {
      const values = [allowedValue(entity, field, 1), allowedValue(entity, field, 2)] as const;
      const { made, first, second } = writtenApart(entity, field, values);
      const replicas = [replicaOf(made, first, second), replicaOf(second, made, first)];
      for (const replica of replicas) {
        expect(shownIn(replica, entity, field)).toEqual(values[1]);
        expect(conflictsOn(replica, entity, field)).toEqual([]);
      }
      sameHash(replicas);
    },
  );
});
