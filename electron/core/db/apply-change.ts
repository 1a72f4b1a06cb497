import { type Entity, mergeClassOf } from '../../../shared/entities/define-entity.ts';
import { ownValue } from '../../../shared/lib/own-value.ts';
import { chooseShown } from '../../../shared/sync/choose.ts';
import { fitChange } from '../../../shared/sync/fit-change.ts';
import type { Change, Operation } from '../../../shared/sync/operation.ts';
import { changedAt, madeAt } from '../../../shared/sync/operation-time.ts';
import { emptyRegister, type Json, join, type Register, showable } from '../../../shared/sync/register.ts';
import { isOwnersWrite } from '../../../shared/sync/row-owner.ts';
import type { Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { type EntityTable, encodeExtra, type RowFrame } from './entity-table.ts';
import { encodeClock, readClock, stampBlob, stampOf, stampOfBlob } from './field-clock.ts';
import { rowsTogether } from './insert-together.ts';
import { readMeta, writeMeta } from './meta.ts';
import { fromStored } from './row-codec.ts';
import type { RowOrigin } from './row-origin.ts';
import { readSiblings, writeSiblings } from './siblings.ts';
import { blobOf } from './uuid-blob.ts';

/** An operation while it is applied: what all of its changes have in common. */
export interface StampedOperation extends RowOrigin {
  readonly stamp: Stamp;
  /** Place in this replica's log. */
  readonly received: number;
  /** Told of the values of a row that was here before, as they were and as they are. */
  onMerged(
    entity: string,
    before: Readonly<Record<string, Json>>,
    after: Readonly<Record<string, Json>>,
  ): void;
}

export const stampOperation = (
  operation: Operation,
  stamp: Stamp,
  received: number,
  onMerged: StampedOperation['onMerged'],
): StampedOperation => ({
  stamp,
  stampBlob: stampBlob(stamp),
  received,
  createdBy: operation.user === null ? null : blobOf(operation.user),
  madeAt: madeAt(operation),
  changedAt: changedAt(operation),
  onMerged,
});

interface RowState extends Omit<RowFrame, 'clock' | 'extra'> {
  readonly values: Readonly<Record<string, Json>>;
  readonly extra: Readonly<Record<string, Json>>;
  readonly clock: Readonly<Record<string, Stamp>>;
}

const readRow = (connection: Connection, { entity, select }: EntityTable, rowBlob: Buffer): RowState => {
  const stored = select(rowBlob);
  if (stored === undefined) {
    // The row begins with a write that overtook its insert; queries skip it until `createdAt` is known.
    connection.prepare(`INSERT INTO ${entity.name} (id, updatedAt) VALUES (?, 0)`).run(rowBlob);
    const nothing = { createdStamp: null, createdAt: null, createdBy: null, updatedAt: 0 };
    return { values: {}, extra: {}, clock: {}, ...nothing };
  }
  const values: Record<string, Json> = {};
  for (const [field, spec] of Object.entries(entity.fields))
    values[field] = fromStored(spec.column, stored[field]);
  return {
    values,
    // Written by `encodeExtra` alone.
    extra: typeof stored.extra === 'string' ? (JSON.parse(stored.extra) as Record<string, Json>) : {},
    clock: readClock({ clock: stored.clock, createdStamp: stored.createdStamp }),
    createdStamp: Buffer.isBuffer(stored.createdStamp) ? stored.createdStamp : null,
    createdAt: typeof stored.createdAt === 'number' ? stored.createdAt : null,
    createdBy: Buffer.isBuffer(stored.createdBy) ? stored.createdBy : null,
    updatedAt: Number(stored.updatedAt),
  };
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
  if (stamp === undefined || stamp === rest.fallen?.stamp) return rest;
  return { ...rest, writes: [{ stamp, value }, ...rest.writes] };
};

const fieldsOfInsert = (entity: Entity, change: Change): readonly string[] => [
  ...new Set([...Object.keys(entity.fields), ...Object.keys(change.fields)]),
];

/**
 * Each insert wrote every field, also those that only a later version has. Of a row with one insert that goes without
 * saying; the second one's has no place here before its field has, and comes from the log (`apply-waiting.ts`).
 */
const noteInsertedTwice = (connection: Connection): void => {
  if (readMeta(connection, 'insertedTwice') === null) writeMeta(connection, 'insertedTwice', '1');
};

const mergeInto = (
  connection: Connection,
  table: EntityTable,
  change: Change,
  from: StampedOperation,
): void => {
  const { entity } = table;
  const rowBlob = blobOf(change.id);
  const before = readRow(connection, table, rowBlob);
  const siblings = readSiblings(connection, entity.name, rowBlob);
  const values = { ...before.values };
  const extra = { ...before.extra };
  const clock: Record<string, Stamp> = { ...before.clock };

  const inserts = change.kind === 'insert';
  const written = inserts ? fieldsOfInsert(entity, change) : Object.keys(change.fields);
  for (const field of written) {
    const home = Object.hasOwn(entity.fields, field) ? values : extra;
    const previous = registerOf(entity, before, siblings.get(field), field);
    const next = join(
      previous,
      { stamp: from.stamp, value: ownValue(change.fields, field) ?? null },
      ownValue(change.replaces ?? {}, field) ?? [],
    );
    const shown = chooseShown(entity.name, field, mergeClassOf(entity, field), showable(next));
    if (shown === undefined) delete clock[field];
    else {
      home[field] = shown.value;
      clock[field] = shown.stamp;
    }
    const kept = next.writes.length > 1 || next.replaced.length > 0 || next.fallen !== undefined;
    if (kept || siblings.has(field))
      writeSiblings(connection, entity.name, rowBlob, field, next, shown?.stamp);
  }

  // Of two inserts of one row the earlier one made it: `*` must not depend on which came first here.
  const created = stampOfBlob(before.createdStamp);
  const first = inserts && (created === null || from.stamp < created);
  if (inserts && created !== null) noteInsertedTwice(connection);
  if (first) {
    const all = before.clock['*'];
    if (all !== undefined) {
      for (const field of [...Object.keys(entity.fields), ...Object.keys(extra)]) {
        if (!Object.hasOwn(clock, field)) clock[field] = all;
      }
    }
    clock['*'] = from.stamp;
  }
  table.update(
    rowBlob,
    written.filter((field) => Object.hasOwn(entity.fields, field)),
    values,
    {
      clock: encodeClock(clock),
      extra: encodeExtra(extra),
      createdStamp: first ? from.stampBlob : before.createdStamp,
      createdAt: first ? from.madeAt : before.createdAt,
      createdBy: first ? from.createdBy : before.createdBy,
      updatedAt: Math.max(before.updatedAt, from.changedAt),
    },
  );
  from.onMerged(entity.name, before.values, values);
};

/** Kept in the log, applied by the version that knows it. */
const defer = (connection: Connection, change: Change, from: StampedOperation): void => {
  connection
    .prepare('INSERT OR IGNORE INTO deferred_change (received, entity) VALUES (?, ?)')
    .run(from.received, change.entity);
};

/**
 * Nearly every change is the first that is heard of its row. An insert that names what it replaces is no honest
 * one; what it named has to be remembered all the same, or the order of arrival would decide.
 */
const isPlainInsert = (change: Change): boolean => change.kind === 'insert' && change.replaces === undefined;

/**
 * Inserts rows of a large operation, many to a statement, as far as that can be done. An operation writes a row
 * once, so that it does not matter which of its changes come first.
 * @returns the changes that `applyChange` has to bring in one by one.
 */
const insertTogether = (
  connection: Connection,
  changes: readonly Change[],
  from: StampedOperation,
): readonly Change[] => {
  if (changes.length < rowsTogether) return changes;
  const rest: Change[] = [];
  const tables = new Set<EntityTable>();
  let entity = '';
  let table: EntityTable | null = null;
  for (const change of changes) {
    if (change.entity !== entity) {
      entity = change.entity;
      table = connection.table(entity);
      if (table !== null) tables.add(table);
    }
    const isOwned = table?.entity.merge === 'owner';
    const isTaken =
      table !== null && !isOwned && isPlainInsert(change) && table.together.take(change, from, rest);
    if (!isTaken) rest.push(change);
  }
  for (const used of tables) used.together.finish(from, rest);
  return rest;
};

/**
 * Brings one change of an operation into its table. The same code for what was done here and what
 * came from a peer: a replica is a function of the operations that it accepted (docs/spec/sync.md, S1).
 * @returns false when it, or a part of it, is not for this version, or not its writer's to say.
 */
const applyChange = (connection: Connection, received: Change, from: StampedOperation): boolean => {
  const table = connection.table(received.entity);
  const readAs = ownValue(connection.model.kinds, received.kind);
  const known = readAs === undefined ? received : readAs(received);
  if (table === null || known === null) {
    defer(connection, received, from);
    return false;
  }
  // Nobody else's word counts, on any replica, in any version; it stays in the log.
  if (table.entity.merge === 'owner' && !isOwnersWrite(known.id, from.stamp)) return false;
  if (isPlainInsert(known) && table.insert(known.id, known.fields, from) === true) return true;
  const { change, isWhole } = fitChange(table.entity, known);
  if (!isWhole) defer(connection, received, from);
  if (change === null) return false;
  // Events happened; nobody can write them again.
  if (change.kind === 'update' && table.entity.merge === 'event') return isWhole;
  mergeInto(connection, table, change, from);
  return isWhole;
};

/** Brings all changes of an operation into their tables. @returns false when a part is not for this version. */
export const applyChanges = (
  connection: Connection,
  changes: readonly Change[],
  from: StampedOperation,
): boolean => {
  let isWhole = true;
  for (const change of insertTogether(connection, changes, from))
    isWhole = applyChange(connection, change, from) && isWhole;
  return isWhole;
};
