import type { Database as SqliteDatabase } from 'better-sqlite3';
import type { Migration } from './migration.ts';

interface SchemaEntry {
  readonly sql: string;
}

/** Whichever there are by now: they are told by the columns that all of them have. */
const syncedTables = (sqlite: SqliteDatabase): string[] =>
  sqlite
    .prepare<[], { readonly name: string }>(
      `SELECT s.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c
       WHERE s.type = 'table' AND c.name = 'createdStamp' AND c.type = 'TEXT'`,
    )
    .all()
    .map(({ name }) => name);

/**
 * SQLite changes no column's type in place: the table is written anew under its own rowids. A clock that says only
 * «as inserted» becomes null, for the insert's stamp stands beside it, as 24 bytes instead of 48 digits.
 */
const rewrite = (sqlite: SqliteDatabase, table: string): void => {
  const made = sqlite
    .prepare<[string], SchemaEntry>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .get(table);
  if (made === undefined) throw new Error(`no table ${table}`);
  const indexes = sqlite
    .prepare<[string], SchemaEntry>(
      "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
    )
    .all(table);
  const columns = sqlite
    .prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => name);
  const converted = columns.map((column) => {
    if (column === 'clock') return `nullif(json_remove(clock, '$."*"'), '{}')`;
    return column === 'createdStamp' ? 'unhex(createdStamp)' : column;
  });
  sqlite.exec(`ALTER TABLE ${table} RENAME TO former_${table}`);
  sqlite.exec(
    made.sql.replace('clock TEXT NOT NULL', 'clock TEXT').replace('createdStamp TEXT', 'createdStamp BLOB'),
  );
  sqlite.exec(`
    INSERT INTO ${table} (${columns.join(', ')}) SELECT ${converted.join(', ')} FROM former_${table} ORDER BY rowid;
    DROP TABLE former_${table};`);
  for (const { sql } of indexes) sqlite.exec(sql);
};

const localTables = `
  ALTER TABLE operation ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE search_pending (received INTEGER PRIMARY KEY, next INTEGER NOT NULL);`;

export const compactStorage: Migration = {
  version: 5,
  up: (sqlite) => {
    for (const table of syncedTables(sqlite)) rewrite(sqlite, table);
    sqlite.exec(localTables);
  },
};
