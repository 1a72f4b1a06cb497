/** The other side of the ratios: better-sqlite3 alone, with the same rows, indexes and durability, and nothing else. */
import BetterSqlite, { type Database, type Statement } from 'better-sqlite3';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { toStored } from '../../electron/core/db/row-codec.ts';
import { blobOf } from '../../electron/core/db/uuid-blob.ts';
import type { Change } from '../../shared/sync/operation.ts';
import type { WrittenOffice } from './office-rows.ts';

const sqliteType = {
  text: 'TEXT',
  json: 'TEXT',
  integer: 'INTEGER',
  boolean: 'INTEGER',
  id: 'BLOB',
} as const;

export interface RawTables {
  readonly sqlite: Database;
  /** Writes the rows of one operation, and what the log would hold of it. */
  write(prepared: PreparedOperation, withLog: boolean): void;
}

export interface PreparedOperation {
  readonly rows: readonly { readonly sql: string; readonly values: readonly unknown[] }[];
  readonly log: readonly unknown[];
}

const fieldsOf = (table: string) => Object.entries(shippedModel.entities[table]?.fields ?? {});
const madeAt = 1_790_000_000_000;

const preparedRow = ({ entity, id, kind, fields }: Change): PreparedOperation['rows'][number] => {
  const written = fieldsOf(entity).filter(([name]) => kind === 'insert' || Object.hasOwn(fields, name));
  const values = written.map(([name, { column }]) => toStored(column, fields[name] ?? null));
  if (kind === 'update') {
    const set = ['updatedAt', ...written.map(([name]) => name)].map((name) => `${name} = ?`).join(', ');
    return { sql: `UPDATE ${entity} SET ${set} WHERE id = ?`, values: [madeAt, ...values, blobOf(id)] };
  }
  const into = ['id', 'updatedAt', ...written.map(([name]) => name)];
  const places = into.map(() => '?').join(', ');
  return {
    sql: `INSERT INTO ${entity} (${into.join(', ')}) VALUES (${places})`,
    values: [blobOf(id), madeAt, ...values],
  };
};

/** Values as they are bound: what is measured is the writing alone. */
export const prepareRaw = (operation: WrittenOffice['operations'][number]): PreparedOperation => ({
  rows: operation.changes.map(preparedRow),
  log: [blobOf(operation.key.device), operation.key.epoch, operation.key.seq, operation.bytes],
});

/** @param like the replica whose indexes are taken over. */
export const openRawTables = (path: string, like: Replica, isDurable = true): RawTables => {
  const sqlite = new BetterSqlite(path);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma(`synchronous = ${isDurable ? 'FULL' : 'OFF'}`);
  sqlite.pragma('cache_size = -65536');
  for (const name of ['customer', 'contact_point', 'ticket', 'ticket_event', 'interaction', 'follow_up']) {
    const columns = fieldsOf(name).map(([field, { column }]) => `${field} ${sqliteType[column]}`);
    sqlite.exec(
      `CREATE TABLE ${name} (rowid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, updatedAt INTEGER, ${columns.join(', ')})`,
    );
    const indexes = like.db.reader
      .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
      .all(name) as { sql: string }[];
    for (const { sql } of indexes) sqlite.exec(sql);
  }
  const statements = new Map<string, Statement<unknown[]>>();
  const statement = (sql: string): Statement<unknown[]> => {
    const known = statements.get(sql) ?? sqlite.prepare<unknown[]>(sql);
    statements.set(sql, known);
    return known;
  };
  sqlite.exec(
    'CREATE TABLE log (place INTEGER PRIMARY KEY, device BLOB, epoch INTEGER, seq INTEGER, bytes BLOB, UNIQUE (device, epoch, seq))',
  );
  const log = sqlite.prepare('INSERT INTO log (device, epoch, seq, bytes) VALUES (?, ?, ?, ?)');
  return {
    sqlite,
    write: ({ rows, log: entry }, withLog) => {
      sqlite.exec('BEGIN IMMEDIATE');
      for (const { sql, values } of rows) statement(sql).run(values);
      if (withLog) log.run(entry);
      sqlite.exec('COMMIT');
    },
  };
};
