import BetterSqlite, { type Database as SqliteDatabase } from 'better-sqlite3';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Connection } from './connection.ts';
import { damageIn } from './damage.ts';
import type { DataModel } from './data-model.ts';
import { applicationId } from './database.ts';

/** Keys of `meta` that describe the data; every other key belongs to this PC, also those of later versions. */
export const metaOfTheData: readonly string[] = ['entities', 'opened', 'insertedTwice'];

/** Tables that belong to one PC as a whole. */
export const localTables = ['command', 'peer', 'typed_address', 'set_aside_operation'] as const;

/**
 * Writes a consistent copy of a database to a new file. Everything is written anew, so that nothing that was
 * deleted lingers in it.
 * @throws SqliteError, above all SQLITE_FULL.
 */
export const copyDatabase = ({ sqlite }: Connection, to: string): void => {
  // Of the copy: one that was made by the first versions cannot give freed pages back.
  if (sqlite.pragma('auto_vacuum', { simple: true }) !== 2) sqlite.pragma('auto_vacuum = INCREMENTAL');
  sqlite.prepare('VACUUM INTO ?').run(to);
};

/** Takes everything that belongs to one PC out of a copy that others may have; freed space is overwritten. */
export const removeLocalFacts = ({ sqlite }: Connection): void => {
  sqlite.pragma('secure_delete = ON');
  sqlite.transaction(() => {
    for (const table of localTables) sqlite.exec(`DELETE FROM ${table}`);
    sqlite
      .prepare(`DELETE FROM meta WHERE key NOT IN (${metaOfTheData.map(() => '?').join(', ')})`)
      .run(...metaOfTheData);
  })();
};

export type CopyError =
  | { readonly type: 'copy-damaged'; readonly detail: string }
  | { readonly type: 'copy-foreign' }
  | { readonly type: 'copy-of-other-version' }
  | { readonly type: 'copy-form-differs'; readonly detail: string };

/** Everything that is declared, also under names that SQLite keeps for itself: a file may declare anything. */
export type DatabaseForm = ReadonlyMap<string, string>;

const formOf = (sqlite: SqliteDatabase): DatabaseForm =>
  new Map(
    (
      sqlite.prepare('SELECT type, name, sql FROM sqlite_schema').all() as {
        type: string;
        name: string;
        sql: string | null;
      }[]
    ).map(({ type, name, sql }) => [`${type} ${name}`, sql ?? '']),
  );

/** The form that the migrations give an empty database. */
export const expectedForm = (model: DataModel, version: number): DatabaseForm => {
  const sqlite = new BetterSqlite(':memory:');
  try {
    for (const migration of model.migrations) if (migration.version <= version) migration.up(sqlite);
    return formOf(sqlite);
  } finally {
    sqlite.close();
  }
};

/**
 * What stands in a copy although it belongs to one PC: taken along, it would be this PC's own from then on, its
 * secret and its keys above all, for what stands there already holds.
 */
const localFactIn = (sqlite: SqliteDatabase, form: DatabaseForm): string | undefined => {
  const marks = metaOfTheData.map(() => '?').join(', ');
  const own = sqlite
    .prepare(`SELECT key FROM meta WHERE key NOT IN (${marks}) LIMIT 1`)
    .get(...metaOfTheData);
  if (own !== undefined) return 'meta';
  return localTables.find(
    (table) =>
      form.has(`table ${table}`) && sqlite.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined,
  );
};

/**
 * Looks at a database that came from elsewhere before anything is done with it: whole, ours, of the version that
 * was announced, of exactly the form of that version, and without anything that belongs to one PC. A trigger or a
 * view more would run with every write.
 * @param expected the form of that version, where it was made out before.
 */
export const checkCopy = (
  connection: Connection,
  version: number,
  expected: DatabaseForm = expectedForm(connection.model, version),
): Result<null, CopyError> => {
  const { sqlite } = connection;
  const one = (name: string): unknown => sqlite.pragma(name, { simple: true });
  try {
    if (one('application_id') !== applicationId) return err({ type: 'copy-foreign' });
    if (one('user_version') !== version) return err({ type: 'copy-of-other-version' });
    const found = formOf(sqlite);
    const differs = [...new Set([...expected.keys(), ...found.keys()])].find(
      (name) => expected.get(name) !== found.get(name),
    );
    if (differs !== undefined) return err({ type: 'copy-form-differs', detail: differs });
    const local = localFactIn(sqlite, found);
    if (local !== undefined) return err({ type: 'copy-form-differs', detail: local });
    const damage = damageIn(sqlite);
    return damage === null ? ok(null) : err({ type: 'copy-damaged', detail: damage });
  } catch (cause) {
    if (!(cause instanceof BetterSqlite.SqliteError)) throw cause;
    return err({ type: 'copy-damaged', detail: cause.code });
  }
};
