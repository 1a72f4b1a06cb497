import { createHash } from 'node:crypto';
import { type Connection, sqlBuilder } from './connection.ts';
import { countOperations } from './operation-log.ts';
import { rowLineSql } from './row-line.ts';

export interface StateHash {
  /** SHA-256, hex. */
  readonly hash: string;
  /** Living rows by entity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Operations held, of all devices. */
  readonly operations: number;
}

/**
 * Digest of the accepted state: every row of every entity with the stamps of its values, and the
 * concurrent values beside them. Equal on replicas that accepted the same operations, whatever the
 * order (docs/spec/sync.md, S3). Leaves out what belongs to one PC.
 */
export const stateHash = (connection: Connection): StateHash => {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  for (const entity of Object.values(connection.model.entities)) {
    const rows = connection
      .prepare(`SELECT ${rowLineSql(entity)} AS line, deletedAt FROM ${entity.name} ORDER BY id`)
      .iterate() as IterableIterator<{ line: string; deletedAt: number | null }>;
    let living = 0;
    for (const row of rows) {
      hash.update(row.line);
      if (row.deletedAt === null) living += 1;
    }
    counts[entity.name] = living;
  }
  const siblings = connection.all(
    sqlBuilder
      .selectFrom('sibling')
      .select(['entity', 'row', 'field', 'stamp', 'value'])
      .where('replaced', '=', 0)
      .orderBy('entity')
      .orderBy('row')
      .orderBy('field')
      .orderBy('stamp'),
  );
  for (const { entity, row, field, stamp, value } of siblings) {
    hash.update(JSON.stringify([entity, row.toString('hex'), field, stamp, value]));
  }
  return { hash: hash.digest('hex'), counts, operations: countOperations(connection) };
};
