import type { Database as SqliteDatabase } from 'better-sqlite3';

/**
 * One step of the database's form. Steps on synced tables only add: peers run different versions at
 * the same time. A step that has been released never changes.
 */
export interface Migration {
  /** Becomes SQLite's `user_version`, and the `schema` of operations made after it. */
  readonly version: number;
  readonly up: (sqlite: SqliteDatabase) => void;
}
