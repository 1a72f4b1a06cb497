import { type Entity, latestInstantMs, mergeClassOf } from '../../../shared/entities/define-entity.ts';
import { ownValue } from '../../../shared/lib/own-value.ts';
import { chooseShown } from '../../../shared/sync/choose.ts';
import { fitChange } from '../../../shared/sync/fit-change.ts';
import { hlcMs } from '../../../shared/sync/hlc.ts';
import type { Change, Operation } from '../../../shared/sync/operation.ts';
import { emptyRegister, type Json, join, type Register } from '../../../shared/sync/register.ts';
import { isStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { encodeClock, parseClock, stampOf } from './field-clock.ts';
import { fromStored, toStored } from './row-codec.ts';
import type { Stored } from './schema.ts';
import { readSiblings, writeSiblings } from './siblings.ts';
import { blobOf } from './uuid-blob.ts';

export interface StampedOperation {
  readonly operation: Operation;
  readonly stamp: Stamp;
  /** Place in this replica's log. */
  readonly received: number;
}

const createdBy = (operation: Operation): Buffer | null =>
  operation.user === null ? null : blobOf(operation.user);

/** The one text of unknown fields, whatever order they came in: it is part of the state hash. */
const encodeExtra = (extra: Readonly<Record<string, Json>>): string | null => {
  const entries = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
};

/** When the row was made, by its writer's clock; clocks lie, and dates have an end. */
const madeAt = (operation: Operation): number => Math.min(Math.max(operation.wall, 0), latestInstantMs);

const changedAt = (operation: Operation): number => Math.min(hlcMs(operation.hlc), latestInstantMs);

const unknownFields = (entity: Entity, change: Change): Record<string, Json> =>
  Object.fromEntries(Object.entries(change.fields).filter(([field]) => !Object.hasOwn(entity.fields, field)));

/** The common case: a row that nobody has heard of. @returns false when the row is there already. */
const insertNew = (
  connection: Connection,
  entity: Entity,
  change: Change,
  from: StampedOperation,
): boolean => {
  const fields = Object.keys(entity.fields);
  const columns = ['id', ...fields, 'clock', 'extra', 'createdAt', 'createdStamp', 'createdBy', 'updatedAt'];
  const statement = connection.prepare(
    `INSERT INTO ${entity.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (id) DO NOTHING`,
  );
  const values: Stored[] = fields.map((field) =>
    toStored(entity.fields[field]?.column ?? 'text', change.fields[field] ?? null),
  );
  const outcome = statement.run(
    blobOf(change.id),
    ...values,
    encodeClock({ '*': from.stamp }),
    encodeExtra(unknownFields(entity, change)),
    madeAt(from.operation),
    from.stamp,
    createdBy(from.operation),
    changedAt(from.operation),
  );
  return outcome.changes === 1;
};

interface RowState {
  readonly values: Record<string, Json>;
  readonly extra: Record<string, Json>;
  readonly clock: Record<string, Stamp>;
  readonly createdStamp: Stamp | null;
  readonly createdAt: number | null;
  readonly createdBy: Buffer | null;
  readonly updatedAt: number;
}

const readRow = (connection: Connection, entity: Entity, rowBlob: Buffer): RowState => {
  const stored = connection.prepare(`SELECT * FROM ${entity.name} WHERE id = ?`).get(rowBlob) as
    | Record<string, unknown>
    | undefined;
  if (stored === undefined) {
    // The row begins with a write that overtook its insert; queries skip it until `createdAt` is known.
    connection.prepare(`INSERT INTO ${entity.name} (id, clock, updatedAt) VALUES (?, '{}', 0)`).run(rowBlob);
    return {
      values: {},
      extra: {},
      clock: {},
      createdStamp: null,
      createdAt: null,
      createdBy: null,
      updatedAt: 0,
    };
  }
  const values: Record<string, Json> = {};
  for (const [field, spec] of Object.entries(entity.fields))
    values[field] = fromStored(spec.column, stored[field]);
  const createdStamp =
    typeof stored.createdStamp === 'string' && isStamp(stored.createdStamp) ? stored.createdStamp : null;
  return {
    values,
    extra: typeof stored.extra === 'string' ? (JSON.parse(stored.extra) as Record<string, Json>) : {},
    clock: { ...parseClock(String(stored.clock)) },
    createdStamp,
    createdAt: typeof stored.createdAt === 'number' ? stored.createdAt : null,
    createdBy: Buffer.isBuffer(stored.createdBy) ? stored.createdBy : null,
    updatedAt: Number(stored.updatedAt),
  };
};

const storeRow = (connection: Connection, entity: Entity, rowBlob: Buffer, state: RowState): void => {
  const fields = Object.keys(entity.fields);
  const assignments = [...fields, 'clock', 'extra', 'createdAt', 'createdStamp', 'createdBy', 'updatedAt'];
  connection
    .prepare(
      `UPDATE ${entity.name} SET ${assignments.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    )
    .run(
      ...fields.map((field) => toStored(entity.fields[field]?.column ?? 'text', state.values[field] ?? null)),
      encodeClock(state.clock),
      encodeExtra(state.extra),
      state.createdAt,
      state.createdStamp,
      state.createdBy,
      state.updatedAt,
      rowBlob,
    );
};

/**
 * What stands in a field. The insert wrote every field of the entity, null where it named none; of the fields
 * that this version does not know it wrote those that it named.
 */
const registerOf = (
  entity: Entity,
  state: RowState,
  siblings: Register | undefined,
  field: string,
): Register => {
  const home = Object.hasOwn(entity.fields, field) ? state.values : state.extra;
  const isWritten = home === state.values || Object.hasOwn(home, field);
  const stamp = isWritten ? stampOf(state.clock, field) : undefined;
  const rest = siblings ?? emptyRegister;
  const value = ownValue(home, field) ?? null;
  return stamp === undefined ? rest : { writes: [{ stamp, value }, ...rest.writes], replaced: rest.replaced };
};

const mergeInto = (connection: Connection, entity: Entity, change: Change, from: StampedOperation): void => {
  const rowBlob = blobOf(change.id);
  const before = readRow(connection, entity, rowBlob);
  const siblings = readSiblings(connection, entity.name, rowBlob);
  const values = { ...before.values };
  const extra = { ...before.extra };
  const clock: Record<string, Stamp> = { ...before.clock };

  const inserts = change.kind === 'insert';
  const written = inserts
    ? new Set([...Object.keys(entity.fields), ...Object.keys(change.fields)])
    : Object.keys(change.fields);
  for (const field of written) {
    const home = Object.hasOwn(entity.fields, field) ? values : extra;
    const previous = registerOf(entity, before, siblings.get(field), field);
    const next = join(
      previous,
      { stamp: from.stamp, value: ownValue(change.fields, field) ?? null },
      ownValue(change.replaces ?? {}, field) ?? [],
    );
    const shown = chooseShown(entity.name, field, mergeClassOf(entity, field), next.writes);
    if (shown === undefined) delete clock[field];
    else {
      home[field] = shown.value;
      clock[field] = shown.stamp;
    }
    const kept = next.writes.length > 1 || next.replaced.length > 0;
    if (kept || siblings.has(field))
      writeSiblings(connection, entity.name, rowBlob, field, next, shown?.stamp);
  }

  // Of two inserts of one row the earlier one made it: `*` must not depend on which came first here.
  const first = inserts && (before.createdStamp === null || from.stamp < before.createdStamp);
  if (first) {
    const all = before.clock['*'];
    if (all !== undefined) {
      for (const field of [...Object.keys(entity.fields), ...Object.keys(extra)]) {
        if (!Object.hasOwn(clock, field)) clock[field] = all;
      }
    }
    clock['*'] = from.stamp;
  }
  storeRow(connection, entity, rowBlob, {
    values,
    extra,
    clock,
    createdStamp: first ? from.stamp : before.createdStamp,
    createdAt: first ? madeAt(from.operation) : before.createdAt,
    createdBy: first ? createdBy(from.operation) : before.createdBy,
    updatedAt: Math.max(before.updatedAt, changedAt(from.operation)),
  });
};

/** Kept in the log, applied by the version that knows it. */
const defer = (connection: Connection, change: Change, from: StampedOperation): void => {
  connection
    .prepare('INSERT OR IGNORE INTO deferred_change (received, entity) VALUES (?, ?)')
    .run(from.received, change.entity);
};

/**
 * Brings one change of an operation into its table. The same code for what was done here and what
 * came from a peer: a replica is a function of the operations that it accepted (docs/spec/sync.md, S1).
 * @returns false when it, or a part of it, is not for this version.
 */
export const applyChange = (connection: Connection, received: Change, from: StampedOperation): boolean => {
  const { entities, kinds } = connection.model;
  const entity = ownValue(entities, received.entity);
  const readAs = ownValue(kinds, received.kind);
  const known = readAs === undefined ? received : readAs(received);
  const { change, isWhole } =
    entity === undefined || known === null ? { change: null, isWhole: false } : fitChange(entity, known);
  if (!isWhole) defer(connection, received, from);
  if (entity === undefined || change === null) return false;
  if (change.kind === 'insert' && insertNew(connection, entity, change, from)) return isWhole;
  // Events happened; nobody can write them again.
  if (change.kind === 'update' && entity.merge === 'event') return isWhole;
  mergeInto(connection, entity, change, from);
  return isWhole;
};
