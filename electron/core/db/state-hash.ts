import { createHash } from 'node:crypto';
import { type Connection, sqlBuilder } from './connection.ts';
import { countOperations } from './operation-log.ts';
import { isEmpty, rowLineSql } from './row-line.ts';

export interface StateHash {
  /** SHA-256, hex. */
  readonly hash: string;
  /** Living rows by entity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Operations held, of all devices. */
  readonly operations: number;
}

/** Rows that SQLite hands over as one text: to cross over for every row costs more than to hash it. */
const rowsAtOnce = 512;

/** `lines` and `last` are null where no row is left. */
interface Stretch {
  readonly lines: Buffer | null;
  readonly last: Buffer | null;
  readonly rows: number;
  readonly living: number;
}

/**
 * Digest of the accepted state: every row of every entity with the stamps of its values, and the
 * concurrent values beside them. Equal on replicas that accepted the same operations, whatever the
 * order (docs/spec/sync.md, S3). Leaves out what belongs to one PC.
 */
export const stateHash = (connection: Connection): StateHash => {
  const steps = stateHashInSteps(connection);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
};

/** The same in steps of a few milliseconds, between which others have their turn. Nothing may be written meanwhile. */
export function* stateHashInSteps(connection: Connection): Generator<null, StateHash> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  for (const entity of Object.values(connection.model.entities)) {
    counts[entity.name] = 0;
    if (isEmpty(connection, entity)) continue;
    const stretch = connection.prepare(
      `SELECT CAST(group_concat(line, '') AS BLOB) AS lines, max(id) AS last, count(*) AS rows,
         total(deletedAt IS NULL) AS living
       FROM (SELECT ${rowLineSql(entity)} AS line, id, deletedAt
         FROM ${entity.name} WHERE id > ? ORDER BY id LIMIT ${rowsAtOnce})`,
    );
    let living = 0;
    for (let after: Uint8Array = new Uint8Array(0); ; ) {
      // The columns above: an aggregate always gives one row.
      const read = stretch.get(after) as Stretch;
      if (read.lines !== null) hash.update(read.lines);
      living += read.living;
      if (read.last === null || read.rows < rowsAtOnce) break;
      after = read.last;
      yield null;
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
}
