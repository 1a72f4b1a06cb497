import type { Json, Register, Write } from '../../../shared/sync/register.ts';
import { isStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';

interface SiblingRow {
  readonly field: string;
  readonly stamp: string;
  readonly value: string | null;
  readonly replaced: number;
}

/** The part of each field's register that is not in the row itself, by field. Usually empty. */
export const readSiblings = (
  connection: Connection,
  entity: string,
  rowBlob: Buffer,
): ReadonlyMap<string, Register> => {
  const rows = connection
    .prepare('SELECT field, stamp, value, replaced FROM sibling WHERE entity = ? AND row = ? ORDER BY stamp')
    // The table's columns, as its migration made them.
    .all(entity, rowBlob) as SiblingRow[];
  const byField = new Map<string, { writes: Write[]; replaced: Stamp[]; fallen?: Write }>();
  for (const { field, stamp, value, replaced } of rows) {
    if (!isStamp(stamp)) continue;
    const register = byField.get(field) ?? { writes: [], replaced: [] };
    if (replaced === 1) register.replaced.push(stamp);
    const write = { stamp, value: JSON.parse(value ?? 'null') as Json };
    if (replaced === 0) register.writes.push(write);
    else if (value !== null) register.fallen = write;
    byField.set(field, register);
  }
  return byField;
};

/** Stores what of a register does not fit into the row: the writes that are not shown. */
export const writeSiblings = (
  connection: Connection,
  entity: string,
  rowBlob: Buffer,
  field: string,
  register: Register,
  shown: Stamp | undefined,
): void => {
  connection
    .prepare('DELETE FROM sibling WHERE entity = ? AND row = ? AND field = ?')
    .run(entity, rowBlob, field);
  const insert = connection.prepare(
    'INSERT INTO sibling (entity, row, field, stamp, value, replaced) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const write of register.writes) {
    if (write.stamp !== shown)
      insert.run(entity, rowBlob, field, write.stamp, JSON.stringify(write.value), 0);
  }
  const { fallen } = register;
  for (const stamp of register.replaced)
    if (stamp !== fallen?.stamp) insert.run(entity, rowBlob, field, stamp, null, 1);
  if (fallen !== undefined) insert.run(entity, rowBlob, field, fallen.stamp, JSON.stringify(fallen.value), 1);
};
