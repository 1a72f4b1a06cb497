import type { Database as SqliteDatabase } from 'better-sqlite3';

/** Every table with pages of its own: virtual ones keep theirs in others. */
const tablesOf = (sqlite: SqliteDatabase): string[] =>
  sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    .pluck()
    .all()
    .map(String);

/**
 * What SQLite finds wrong in the tables, one by one; null when they are sound. The search index is left to its
 * own tables: holding it against every document takes longer than everything else together.
 */
export const damageIn = (sqlite: SqliteDatabase): string | null => {
  for (const table of tablesOf(sqlite)) {
    const check = sqlite.pragma(`quick_check('${table}')`, { simple: true });
    if (check !== 'ok') return String(check);
  }
  return null;
};

/**
 * Reads a row of every table: a header, a schema or a root that is damaged shows, at any size of the file.
 * @throws SqliteError, above all SQLITE_CORRUPT.
 */
export const probeTables = (sqlite: SqliteDatabase): void => {
  for (const table of tablesOf(sqlite)) sqlite.prepare(`SELECT * FROM "${table}" LIMIT 1`).get();
};
