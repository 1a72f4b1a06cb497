import { readFileSync, writeFileSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';

/** Overwrites the first page of a table with noise, behind SQLite's back. */
export const damageTable = (path: string, table: string): void => {
  const sqlite = new BetterSqlite(path);
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  const page = Number(sqlite.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table));
  const size = Number(sqlite.pragma('page_size', { simple: true }));
  sqlite.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, (page - 1) * size, page * size));
};
