/** The other side of the ratios: better-sqlite3 alone, with the same rows, indexes and durability, and nothing else. */
import BetterSqlite, { type Database, type Statement } from 'better-sqlite3';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { toStored } from '../../electron/core/db/row-codec.ts';
import { blobOf } from '../../electron/core/db/uuid-blob.ts';
import type { WrittenOffice } from './office-rows.ts';

const entityNames = ['customer', 'contact_point'];
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
  readonly rows: readonly { readonly table: string; readonly values: readonly unknown[] }[];
  readonly log: readonly unknown[];
}

/** Values as they are bound: what is measured is the writing alone. */
export const prepareRaw = (operation: WrittenOffice['operations'][number]): PreparedOperation => ({
  rows: operation.changes.map(({ entity, id, fields }) => ({
    table: entity,
    values: [
      blobOf(id),
      1_790_000_000_000,
      ...Object.entries(shippedModel.entities[entity]?.fields ?? {}).map(([name, { column }]) =>
        toStored(column, fields[name] ?? null),
      ),
    ],
  })),
  log: [blobOf(operation.key.device), operation.key.epoch, operation.key.seq, operation.bytes],
});

/** @param like the replica whose indexes, page size and durability are taken over. */
export const openRawTables = (path: string, like: Replica): RawTables => {
  const sqlite = new BetterSqlite(path);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('cache_size = -65536');
  const inserts = new Map<string, Statement<unknown[]>>();
  for (const name of entityNames) {
    const fields = Object.entries(shippedModel.entities[name]?.fields ?? {});
    const columns = fields.map(([field, { column }]) => `${field} ${sqliteType[column]}`).join(', ');
    sqlite.exec(
      `CREATE TABLE ${name} (rowid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, updatedAt INTEGER, ${columns})`,
    );
    const indexes = like.db.reader
      .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
      .all(name) as { sql: string }[];
    for (const { sql } of indexes) sqlite.exec(sql);
    const places = Array.from({ length: fields.length + 2 }, () => '?').join(', ');
    const into = ['id', 'updatedAt', ...fields.map(([field]) => field)].join(', ');
    inserts.set(name, sqlite.prepare(`INSERT INTO ${name} (${into}) VALUES (${places})`));
  }
  sqlite.exec(
    'CREATE TABLE log (place INTEGER PRIMARY KEY, device BLOB, epoch INTEGER, seq INTEGER, bytes BLOB, UNIQUE (device, epoch, seq))',
  );
  const log = sqlite.prepare('INSERT INTO log (device, epoch, seq, bytes) VALUES (?, ?, ?, ?)');
  return {
    sqlite,
    write: ({ rows, log: entry }, withLog) => {
      sqlite.exec('BEGIN IMMEDIATE');
      for (const { table, values } of rows) inserts.get(table)?.run(values);
      if (withLog) log.run(entry);
      sqlite.exec('COMMIT');
    },
  };
};
