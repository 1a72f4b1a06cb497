import { hash } from 'node:crypto';
import { ownValue } from '../../../shared/lib/own-value.ts';
import type { Connection } from '../db/connection.ts';
import { readClock, stampOf } from '../db/field-clock.ts';
import { isEmpty, rowLineSql } from '../db/row-line.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';

/** One row of one entity. */
export interface RowName {
  readonly entity: string;
  readonly id: string;
}

/** A name and the digest of what it names. */
export interface NamedSum {
  readonly name: string;
  readonly sum: string;
}

export interface RowLine {
  readonly id: Buffer;
  readonly line: string;
}

interface SiblingLine {
  readonly row: Buffer;
  readonly field: string;
  readonly stamp: string;
  readonly value: string | null;
}

/** Greater than every id. */
const endOfIds = Buffer.alloc(17, 0xff);

export const idFrom = (id: string): Buffer => (id === '' ? Buffer.alloc(0) : blobOf(id));
export const idTo = (id: string | null): Buffer => (id === null ? endOfIds : blobOf(id));

/** 128 bits of SHA-256 tell apart what chance and bugs make different. */
export const sumOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);

/** The rows of a table from an id on, in the order of ids. */
export const rowLinesFrom = (connection: Connection, entity: string, from: string): Iterable<RowLine> => {
  const known = ownValue(connection.model.entities, entity);
  if (known === undefined || isEmpty(connection, known)) return [];
  return (
    connection
      .prepare(`SELECT id, ${rowLineSql(known)} AS line FROM ${known.name} WHERE id >= ? ORDER BY id`)
      // The two columns of the statement.
      .iterate(idFrom(from)) as IterableIterator<RowLine>
  );
};

/** The concurrent values of the rows in a stretch of ids, one text for each row that has any, by its id in hex. */
export const siblingLines = (
  connection: Connection,
  entity: string,
  from: string,
  to: string | null,
): ReadonlyMap<string, string> => {
  const lines = new Map<string, string>();
  const found = connection
    .prepare(
      `SELECT row, field, stamp, value FROM sibling
       WHERE entity = ? AND row >= ? AND row < ? AND replaced = 0 ORDER BY row, field, stamp`,
    )
    .all(entity, idFrom(from), idTo(to)) as SiblingLine[];
  for (const { row, field, stamp, value } of found) {
    const key = row.toString('hex');
    lines.set(key, `${lines.get(key) ?? ''}${JSON.stringify([field, stamp, value])}\n`);
  }
  return lines;
};

/** Digests of the single rows in a stretch of ids, read from the disk, at most `limit`. */
export const readRowSums = (
  connection: Connection,
  entity: string,
  from: string,
  to: string | null,
  limit: number,
): { readonly sums: readonly NamedSum[]; readonly next: string | null } => {
  const end = idTo(to);
  const siblings = siblingLines(connection, entity, from, to);
  const sums: NamedSum[] = [];
  for (const { id, line } of rowLinesFrom(connection, entity, from)) {
    if (id.compare(end) >= 0) break;
    if (sums.length === limit) return { sums, next: uuidOf(id) };
    sums.push({ name: uuidOf(id), sum: sumOf(`${line}\n${siblings.get(id.toString('hex')) ?? ''}`) });
  }
  return { sums, next: null };
};

/**
 * The fields of one row, each with the stamp of its value and a digest that shows nothing of it; concurrent values
 * by field and stamp. Empty when the row is not here.
 */
export const readFieldSums = (connection: Connection, entity: string, id: string): NamedSum[] => {
  const table = connection.table(entity);
  const row = table?.select(blobOf(id));
  if (table === null || row === undefined) return [];
  const clock = readClock({ clock: row.clock, createdStamp: row.createdStamp });
  const text = (value: unknown): string =>
    sumOf(Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value ?? null)).slice(0, 16);
  const fields = Object.keys(table.entity.fields).map((field) => ({
    name: field,
    sum: `${stampOf(clock, field) ?? '-'} ${text(row[field])}`,
  }));
  const frame = ['extra', 'createdAt', 'createdBy', 'updatedAt'].map((column) => ({
    name: `(${column})`,
    sum: text(row[column]),
  }));
  const siblings = connection
    .prepare('SELECT field, stamp, value FROM sibling WHERE entity = ? AND row = ? AND replaced = 0')
    .all(entity, blobOf(id)) as SiblingLine[];
  return [
    ...fields,
    ...frame,
    ...siblings.map(({ field, stamp, value }) => ({ name: `${field} + ${stamp}`, sum: text(value) })),
  ];
};
