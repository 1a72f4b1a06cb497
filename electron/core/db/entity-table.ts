import type { Database as SqliteDatabase, Statement } from 'better-sqlite3';
import type { Entity, Field } from '../../../shared/entities/define-entity.ts';
import type { Json } from '../../../shared/sync/register.ts';
import { type GroupedInserts, openGroupedInserts } from './insert-together.ts';
import { toStored } from './row-codec.ts';
import type { RowOrigin } from './row-origin.ts';
import type { Stored } from './schema.ts';
import { blobOf } from './uuid-blob.ts';

/** The part of a row beside its fields. */
export interface RowFrame {
  readonly clock: string | null;
  readonly extra: string | null;
  readonly createdAt: number | null;
  readonly createdStamp: Buffer | null;
  readonly createdBy: Buffer | null;
  readonly updatedAt: number;
}

type AnyStatement = Statement<unknown[], unknown>;

/** The prepared statements of one entity's table on one connection. Applying goes through here for every row. */
export interface EntityTable {
  readonly entity: Entity;
  /**
   * The common case of an insert: its values fit and nobody has heard of the row.
   * @returns false when the row is there already, null when a value does not fit or one is missing.
   */
  insert(id: string, fields: Readonly<Record<string, Json>>, origin: RowOrigin): boolean | null;
  /** The same for many rows of one operation. */
  readonly together: GroupedInserts;
  select(row: Buffer): Readonly<Record<string, unknown>> | undefined;
  /** Writes these of the fields, and nothing of the indexes of others. */
  update(
    row: Buffer,
    fields: readonly string[],
    values: Readonly<Record<string, Json>>,
    frame: RowFrame,
  ): void;
}

/** Whoever makes up ever new orders and choices of fields has their statements prepared anew now and then. */
const mostUpdates = 128;

const frameColumns = ['clock', 'extra', 'createdAt', 'createdStamp', 'createdBy', 'updatedAt'] as const;

/** The one text of unknown fields, whatever order they came in: it is part of the state hash. */
export const encodeExtra = (extra: Readonly<Record<string, Json>>): string | null => {
  const entries = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
};

export const openEntityTable = (sqlite: SqliteDatabase, entity: Entity): EntityTable => {
  const names = Object.keys(entity.fields);
  const specs: readonly Field<unknown>[] = Object.values(entity.fields);
  const columns = ['id', ...names, ...frameColumns.filter((column) => column !== 'clock')];
  const insertion: AnyStatement = sqlite.prepare(
    `INSERT INTO ${entity.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (id) DO NOTHING`,
  );
  const selection: AnyStatement = sqlite.prepare(`SELECT * FROM ${entity.name} WHERE id = ?`);
  const updates = new Map<string, AnyStatement>();
  /** Filled anew for each row: nothing of it outlives the synchronous call. */
  const parameters: Stored[] = columns.map(() => null);
  const frameAt = names.length + 1;

  const unknownFields = (fields: Readonly<Record<string, Json>>): string | null =>
    encodeExtra(
      Object.fromEntries(Object.entries(fields).filter(([field]) => !Object.hasOwn(entity.fields, field))),
    );

  const updateOf = (fields: readonly string[]): AnyStatement => {
    const key = fields.join();
    const known = updates.get(key);
    if (known !== undefined) return known;
    const assignments = [...fields, ...frameColumns].map((column) => `${column} = ?`).join(', ');
    const made: AnyStatement = sqlite.prepare(`UPDATE ${entity.name} SET ${assignments} WHERE id = ?`);
    if (updates.size >= mostUpdates) updates.clear();
    updates.set(key, made);
    return made;
  };

  return {
    entity,
    insert: (id, fields, origin) => {
      let known = 0;
      for (let at = 0; at < names.length; at += 1) {
        const spec = specs[at];
        const value = fields[names[at] ?? ''];
        if (spec === undefined) continue;
        if (value === undefined) {
          if (!spec.nullable) return null;
          parameters[at + 1] = null;
          continue;
        }
        if (!spec.accepts(value)) return null;
        known += 1;
        parameters[at + 1] = toStored(spec.column, value);
      }
      let named = 0;
      for (const _ in fields) named += 1;
      parameters[0] = blobOf(id);
      parameters[frameAt] = named === known ? null : unknownFields(fields);
      parameters[frameAt + 1] = origin.madeAt;
      parameters[frameAt + 2] = origin.stampBlob;
      parameters[frameAt + 3] = origin.createdBy;
      parameters[frameAt + 4] = origin.changedAt;
      return insertion.run(parameters).changes === 1;
    },
    together: openGroupedInserts(sqlite, entity),
    select: (row) =>
      // SELECT * gives an object by column name.
      selection.get(row) as Readonly<Record<string, unknown>> | undefined,
    update: (row, fields, values, frame) => {
      updateOf(fields).run(
        ...fields.map((field) => toStored(entity.fields[field]?.column ?? 'text', values[field] ?? null)),
        frame.clock,
        frame.extra,
        frame.createdAt,
        frame.createdStamp,
        frame.createdBy,
        frame.updatedAt,
        row,
      );
    },
  };
};
