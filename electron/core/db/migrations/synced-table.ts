import type { Database as SqliteDatabase } from 'better-sqlite3';

/**
 * Makes the table of a new entity in the form that synced tables have at this step, whichever that is.
 * @param columns of its fields without `deletedAt`, as in `customerId BLOB, name TEXT`.
 */
export const makeSyncedTable = (sqlite: SqliteDatabase, name: string, columns: string): void => {
  const tag = sqlite.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'tag'").get();
  const made = tag?.sql
    .replace(/^CREATE TABLE "?tag"?/, `CREATE TABLE ${name}`)
    .replace(/\bname TEXT,\s*colour TEXT\b/, columns);
  if (made === undefined || !made.includes(columns)) throw new Error('the table of tags has another form');
  sqlite.exec(made);
};
