import type { ColumnType, Entity, RowOf } from '../../../shared/entities/define-entity.ts';
import type { Json } from '../../../shared/sync/register.ts';
import type { Stored } from './schema.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** A value of an operation as SQLite holds it. The value was checked against the field's schema. */
export const toStored = (column: ColumnType, value: Json): Stored => {
  if (value === null) return null;
  switch (column) {
    case 'id':
      return blobOf(String(value));
    case 'boolean':
      return value === true ? 1 : 0;
    case 'json':
      return JSON.stringify(value);
    case 'integer':
      return Number(value);
    case 'text':
      return String(value);
  }
};

export const fromStored = (column: ColumnType, stored: unknown): Json => {
  if (stored === null || stored === undefined) return null;
  switch (column) {
    case 'id':
      return Buffer.isBuffer(stored) ? uuidOf(stored) : null;
    case 'boolean':
      return stored === 1;
    case 'json':
      return JSON.parse(String(stored));
    case 'integer':
      return Number(stored);
    case 'text':
      return String(stored);
  }
};

/** A whole row (`selectAll`) as the entity describes it. */
export const decodeRow = <E extends Entity>(
  entity: E,
  stored: Readonly<Record<string, unknown>>,
): RowOf<E> => {
  const row: Record<string, Json> = { id: fromStored('id', stored.id) };
  for (const [name, field] of Object.entries(entity.fields))
    row[name] = fromStored(field.column, stored[name]);
  // Every field of the entity was filled from its own column.
  return row as unknown as RowOf<E>;
};
