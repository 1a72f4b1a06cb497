import type { RowOf } from '../../../shared/entities/define-entity.ts';
import { type EntityName, entities } from '../../../shared/entities/index.ts';
import type { EntityId } from '../../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { living } from './living.ts';
import { decodeRow } from './row-codec.ts';
import { blobOf } from './uuid-blob.ts';

type Row<Name extends EntityName> = RowOf<(typeof entities)[Name]>;

const decode = <Name extends EntityName>(name: Name, stored: unknown): Row<Name> =>
  // SELECT * of the entity's own table; TypeScript cannot see that both mappings index by one name.
  decodeRow(entities[name], stored as Readonly<Record<string, unknown>>) as unknown as Row<Name>;

/** A living row by its id. */
export const findRow = <Name extends EntityName>(
  connection: Connection,
  name: Name,
  id: EntityId<Name>,
): Row<Name> | null => {
  const stored = connection.prepare(`SELECT * FROM ${name} WHERE id = ? AND ${living()}`).get(blobOf(id));
  return stored === undefined ? null : decode(name, stored);
};

/** Whether a row was ever inserted here, be it living or removed: only such a one can be restored. */
export const isInserted = <Name extends EntityName>(
  connection: Connection,
  name: Name,
  id: EntityId<Name>,
): boolean =>
  connection.prepare(`SELECT 1 FROM ${name} WHERE id = ? AND createdAt IS NOT NULL`).get(blobOf(id)) !==
  undefined;

/** Living rows that satisfy a condition over the columns of one entity, in the order given. */
export const findRows = <Name extends EntityName>(
  connection: Connection,
  name: Name,
  condition: string,
  parameters: readonly (Buffer | string | number | null)[],
  order = 'id',
): Row<Name>[] =>
  connection
    .prepare(`SELECT * FROM ${name} WHERE (${condition}) AND ${living()} ORDER BY ${order}`)
    .all(...parameters)
    .map((stored) => decode(name, stored));
