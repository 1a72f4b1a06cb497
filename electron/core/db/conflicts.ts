import { type Entity, mergeClassOf } from '../../../shared/entities/define-entity.ts';
import { type EntityName, isEntityName } from '../../../shared/entities/index.ts';
import { ownValue } from '../../../shared/lib/own-value.ts';
import { isConflictShown } from '../../../shared/sync/choose.ts';
import { type Json, sameValue, type Write } from '../../../shared/sync/register.ts';
import { isStamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { readClock, type StoredClock, stampOf } from './field-clock.ts';
import { living } from './living.ts';
import { fromStored } from './row-codec.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** One field of one row with all the values that stand beside each other in it, the shown one first. */
export interface OpenConflict {
  readonly entity: EntityName;
  readonly rowId: string;
  readonly field: string;
  /** At least two, and not all the same. */
  readonly writes: readonly Write[];
}

interface SiblingRow {
  readonly entity: string;
  readonly row: Buffer;
  readonly field: string;
  readonly stamp: string;
  readonly value: string;
}

/** Whether people are asked about this field: what a rule joins is nobody's question. */
const isAsked = (
  { model }: Connection,
  { entity: name, field }: Pick<SiblingRow, 'entity' | 'field'>,
): boolean => {
  const entity: Entity | undefined = ownValue(model.entities, name);
  return (
    entity !== undefined &&
    isEntityName(name) &&
    Object.hasOwn(entity.fields, field) &&
    isConflictShown(mergeClassOf(entity, field))
  );
};

/** The shown write of a field; null when the row cannot be seen by anybody. */
const shownWrite = (connection: Connection, entity: EntityName, row: Buffer, field: string): Write | null => {
  const stored = connection
    .prepare(`SELECT clock, createdStamp, ${field} AS value FROM ${entity} WHERE id = ? AND ${living()}`)
    .get(row) as (StoredClock & { value: unknown }) | undefined;
  const stamp = stored && stampOf(readClock(stored), field);
  if (stored === undefined || stamp === undefined) return null;
  const column = connection.model.entities[entity]?.fields[field]?.column ?? 'text';
  return { stamp, value: fromStored(column, stored.value) };
};

const groupByField = (rows: readonly SiblingRow[]): SiblingRow[][] => {
  const groups = new Map<string, SiblingRow[]>();
  for (const row of rows) {
    const key = `${row.entity} ${row.row.toString('hex')} ${row.field}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
};

const conflictOf = (connection: Connection, siblings: readonly SiblingRow[]): OpenConflict | null => {
  const first = siblings[0];
  if (first === undefined || !isEntityName(first.entity)) return null;
  const shown = shownWrite(connection, first.entity, first.row, first.field);
  if (shown === null) return null;
  const others = siblings.flatMap(({ stamp, value }): Write[] =>
    // Written by `writeSiblings` as JSON of a value of the same field.
    isStamp(stamp) ? [{ stamp, value: JSON.parse(value) as Json }] : [],
  );
  if (others.every((write) => sameValue(write.value, shown.value))) return null;
  const later = [...others].sort((a, b) => (a.stamp < b.stamp ? 1 : -1));
  return {
    entity: first.entity,
    rowId: uuidOf(first.row),
    field: first.field,
    writes: [shown, ...later],
  };
};

const openAmong = (connection: Connection, siblings: readonly SiblingRow[]): OpenConflict[] =>
  groupByField(siblings.filter((sibling) => isAsked(connection, sibling))).flatMap(
    (group) => conflictOf(connection, group) ?? [],
  );

const columns = 'SELECT entity, row, field, stamp, value FROM sibling';

/** Every open conflict; those that were written last come first. */
export const readOpenConflicts = (connection: Connection): OpenConflict[] => {
  const siblings = connection.prepare(`${columns} WHERE replaced = 0`).all() as SiblingRow[];
  const newest = ({ writes }: OpenConflict): string =>
    writes
      .map(({ stamp }) => stamp)
      .sort()
      .at(-1) ?? '';
  return openAmong(connection, siblings).sort((a, b) => (newest(a) < newest(b) ? 1 : -1));
};

/** Open conflicts of the given rows of one entity. */
export const readConflictsOf = (
  connection: Connection,
  entity: EntityName,
  rowIds: readonly string[],
): OpenConflict[] =>
  rowIds.flatMap((id) =>
    openAmong(
      connection,
      connection
        .prepare(`${columns} WHERE entity = ? AND row = ? AND replaced = 0`)
        .all(entity, blobOf(id)) as SiblingRow[],
    ),
  );

/** The open conflict of one field; null when there is none any more. */
export const findOpenConflict = (
  connection: Connection,
  entity: string,
  rowId: string,
  field: string,
): OpenConflict | null => {
  if (!isEntityName(entity) || !isAsked(connection, { entity, field })) return null;
  return readConflictsOf(connection, entity, [rowId]).find((conflict) => conflict.field === field) ?? null;
};

export const countOpenConflicts = (connection: Connection): number => readOpenConflicts(connection).length;
