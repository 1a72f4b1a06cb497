import type { Entity, NewRowOf, PatchOf } from '../../../shared/entities/define-entity.ts';
import { mergeClassOf } from '../../../shared/entities/define-entity.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { isConflictShown } from '../../../shared/sync/choose.ts';
import { type Change, maxReplacedWrites } from '../../../shared/sync/operation.ts';
import { type Json, sameValue } from '../../../shared/sync/register.ts';
import { ownedRowId } from '../../../shared/sync/row-owner.ts';
import type { Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { readClock, stampOf } from './field-clock.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { Replica } from './replica.ts';
import { fromStored } from './row-codec.ts';
import { readSiblings } from './siblings.ts';
import { blobOf } from './uuid-blob.ts';

/**
 * What a command may do inside its one synchronous SQLite transaction. Reads see the state before
 * the command; writes are gathered and applied as one operation at its end.
 */
export interface Transaction {
  readonly connection: Connection;
  readonly nowMs: number;
  insert<E extends Entity>(entity: E, values: NewRowOf<E>): EntityId<E['name']>;
  insertWithId<E extends Entity>(entity: E, id: EntityId<E['name']>, values: NewRowOf<E>): void;
  /** Fields whose value does not change are left out, but for states: those are said again. */
  update<E extends Entity>(entity: E, id: EntityId<E['name']>, patch: PatchOf<E>): void;
  /** Writes a field in place of all the values that stand beside each other in it. */
  decide(entity: Entity, id: string, field: string, value: Json, replaces: readonly Stamp[]): void;
  /** The next ticket number's counter on this device; unused when the command fails. */
  nextTicketCounter(): number;
  readonly changes: readonly Change[];
}

const withoutUndefined = (values: object): Record<string, Json> =>
  // Values come typed from their entity; only JSON values are among its field types.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    Json
  >;

/**
 * The writes that a person saw when looking at a field, and which a new one replaces: the shown one and others of
 * the same value; where a rule joins concurrent values, all of them.
 */
const seenWrites = (
  connection: Connection,
  entity: Entity,
  id: string,
  patch: Readonly<Record<string, Json>>,
): { fields: Record<string, Json>; replaces: Record<string, Stamp[]> } => {
  const rowBlob = blobOf(id);
  const stored = connection.prepare(`SELECT * FROM ${entity.name} WHERE id = ?`).get(rowBlob) as
    | Record<string, unknown>
    | undefined;
  if (stored === undefined) throw new Error(`update of a ${entity.name} that is not there`);
  const clock = readClock({ clock: stored.clock, createdStamp: stored.createdStamp });
  const siblings = readSiblings(connection, entity.name, rowBlob);
  const fields: Record<string, Json> = {};
  const replaces: Record<string, Stamp[]> = {};
  for (const [field, value] of Object.entries(patch)) {
    const spec = entity.fields[field];
    if (spec === undefined) throw new Error(`${entity.name} has no field ${field}`);
    const shown = fromStored(spec.column, stored[field]);
    const others = siblings.get(field)?.writes ?? [];
    const merge = mergeClassOf(entity, field);
    const isAsked = isConflictShown(merge);
    // A state that is said again holds against a step elsewhere that has not been heard of; and where nobody is
    // asked, a write is made with all the concurrent values in view, so its word is the last one again.
    const isSaidAgain = merge === 'machine' || (!isAsked && others.length > 0);
    if (sameValue(shown, value) && !isSaidAgain) continue;
    const stamp = stampOf(clock, field);
    fields[field] = value;
    replaces[field] = [
      ...(stamp === undefined ? [] : [stamp]),
      ...others.filter((write) => !isAsked || sameValue(write.value, shown)).map((write) => write.stamp),
    ].slice(0, maxReplacedWrites);
  }
  return { fields, replaces };
};

/** Inside a transaction only. */
export const nextTicketCounter = (connection: Connection): number => {
  const counter = Number(readMeta(connection, 'ticketCounter') ?? '0') + 1;
  writeMeta(connection, 'ticketCounter', String(counter));
  return counter;
};

export const openTransaction = (replica: Replica, connection: Connection): Transaction => {
  const changes: Change[] = [];
  const put = (change: Change): void => {
    const known = changes.find((other) => other.entity === change.entity && other.id === change.id);
    if (known === undefined) {
      changes.push(change);
      return;
    }
    // One operation writes a row once: its stamp names one write per field.
    Object.assign(known.fields, change.fields);
    if (change.replaces !== undefined && known.kind === 'update') {
      known.replaces = { ...known.replaces, ...change.replaces };
    }
  };
  return {
    connection,
    nowMs: replica.clock.nowMs(),
    changes,
    insert: (entity, values) => {
      const fresh = replica.newId<typeof entity.name>();
      const own = replica.membership();
      const id = entity.merge === 'owner' && own !== null ? ownedRowId(fresh, own.deviceId) : fresh;
      changes.push({ entity: entity.name, id, kind: 'insert', fields: withoutUndefined(values) });
      return id;
    },
    insertWithId: (entity, id, values) => {
      changes.push({ entity: entity.name, id, kind: 'insert', fields: withoutUndefined(values) });
    },
    update: (entity, id, patch) => {
      const { fields, replaces } = seenWrites(connection, entity, id, withoutUndefined(patch));
      if (Object.keys(fields).length > 0) put({ entity: entity.name, id, kind: 'update', fields, replaces });
    },
    decide: (entity, id, field, value, replaces) => {
      put({
        entity: entity.name,
        id,
        kind: 'update',
        fields: { [field]: value },
        replaces: { [field]: replaces.slice(0, maxReplacedWrites) },
      });
    },
    nextTicketCounter: () => nextTicketCounter(connection),
  };
};
