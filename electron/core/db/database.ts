import { existsSync, statSync } from 'node:fs';
import BetterSqlite, { type Database as SqliteDatabase } from 'better-sqlite3';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { applyWaiting, fingerprintOf } from './apply-waiting.ts';
import { type Connection, openConnection } from './connection.ts';
import { damageIn, probeTables } from './damage.ts';
import { type DataModel, shippedModel } from './data-model.ts';
import { createWriteGate, type WriteGate } from './write-gate.ts';

/** «Pydr»: tells our files from any other SQLite database. */
export const applicationId = 0x50796472;

export type OpenError =
  | { readonly type: 'database-newer'; readonly found: number; readonly known: number }
  | { readonly type: 'database-foreign' }
  | { readonly type: 'database-corrupt'; readonly detail: string }
  | { readonly type: 'disk-full' }
  | { readonly type: 'database-unreadable'; readonly detail: string };

/**
 * The replica's file: one connection that writes, one that only reads committed data. With `:memory:`
 * (simulation) both are the same one.
 */
export interface Database {
  readonly writer: Connection;
  readonly reader: Connection;
  readonly gate: WriteGate;
  readonly path: string;
  close(): void;
}

const pragma = (sqlite: SqliteDatabase, name: string): unknown => sqlite.pragma(name, { simple: true });

const migrate = (sqlite: SqliteDatabase, from: number, { migrations }: DataModel): void => {
  sqlite.transaction(() => {
    for (const migration of migrations) {
      if (migration.version <= from) continue;
      migration.up(sqlite);
      sqlite.pragma(`user_version = ${migration.version}`);
    }
    sqlite.pragma(`application_id = ${applicationId}`);
  })();
};

/** What is larger is not written anew at a start, but fills its freed pages again. */
const mostRewrittenBytes = 256 * 1024 * 1024;

/**
 * A database of the first versions cannot give freed pages back until it was written anew, once, at its upgrade.
 * Without room for that it stays as it is.
 */
const makeShrinkable = (sqlite: SqliteDatabase): void => {
  const bytes = Number(pragma(sqlite, 'page_count')) * Number(pragma(sqlite, 'page_size'));
  if (pragma(sqlite, 'auto_vacuum') === 2 || bytes > mostRewrittenBytes) return;
  sqlite.pragma('auto_vacuum = INCREMENTAL');
  try {
    sqlite.exec('VACUUM');
  } catch (cause) {
    if (openErrorOf(cause)?.type !== 'disk-full') throw cause;
  }
};

/** FULL keeps what was confirmed through a power cut; NORMAL, the library's default, loses it. */
const assertFullSync = (sqlite: SqliteDatabase): void => {
  // The pragma tells the truth only once something was written.
  sqlite.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('opened', '1')").run();
  const mode = pragma(sqlite, 'synchronous');
  if (mode !== 2) throw new Error(`synchronous is ${String(mode)}, not FULL`);
};

/** What SQLite says against opening a database, or against the first writes into it; null for anything else. */
export const openErrorOf = (cause: unknown): OpenError | null => {
  if (!(cause instanceof BetterSqlite.SqliteError)) return null;
  const { code, message: detail } = cause;
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return { type: 'database-corrupt', detail };
  }
  // The file that WAL shares needs room as well, and says so in its own words.
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE') return { type: 'disk-full' };
  return { type: 'database-unreadable', detail };
};

/**
 * Files up to this size are read from their first to their last page before they are used, which takes some 20 ms.
 * In larger ones a row of each table is read, and the rest is looked through in the background while people work.
 */
export const checkedAtStartBytes = 8 * 1024 * 1024;

/** Whether the file is ours and of a version that we know; changes nothing. */
const inspect = (
  place: string | Buffer,
  known: number,
  isChecked: boolean,
): Result<{ version: number; fresh: boolean }, OpenError> => {
  const isNew =
    typeof place === 'string' && (place === ':memory:' || !existsSync(place) || statSync(place).size === 0);
  if (isNew) return ok({ version: 0, fresh: true });
  const sqlite = new BetterSqlite(place, { readonly: true });
  try {
    const version = Number(pragma(sqlite, 'user_version'));
    if (pragma(sqlite, 'application_id') !== applicationId) {
      // A first start that was cut off before its tables were there leaves an empty database without our mark.
      const isEmpty =
        version === 0 && sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
      return isEmpty ? ok({ version: 0, fresh: true }) : err({ type: 'database-foreign' });
    }
    if (version > known) return err({ type: 'database-newer', found: version, known });
    if (isChecked) return ok({ version, fresh: false });
    const isSmall = typeof place !== 'string' || statSync(place).size <= checkedAtStartBytes;
    const damage = isSmall ? damageIn(sqlite) : null;
    if (damage !== null) return err({ type: 'database-corrupt', detail: damage });
    if (!isSmall) probeTables(sqlite);
    return ok({ version, fresh: false });
  } finally {
    sqlite.close();
  }
};

export interface DatabaseOptions {
  /** False only in simulations: a commit is then not forced to disk. */
  readonly durable?: boolean;
  /** The file was checked from its first to its last page just now: it is not done again. */
  readonly isChecked?: boolean;
  /** Another version's than the shipped one only in tests. */
  readonly model?: DataModel;
  /** Of the model, where many databases of it are opened: making it takes as long as a command. Only in simulations. */
  readonly fingerprint?: string;
  /** What a database in memory (`:memory:`) begins with: what `serialize` gave of another. Only in simulations. */
  readonly image?: Buffer;
}

/** Opens or makes a replica's database. */
export const openDatabase = (
  path: string,
  { durable = true, model = shippedModel, image, isChecked = false, fingerprint }: DatabaseOptions = {},
): Result<Database, OpenError> => {
  let writer: Connection | undefined;
  try {
    const place = image ?? path;
    const found = inspect(place, model.version, isChecked);
    if (!found.ok) return found;
    const made = openConnection(place, { readonly: false, model });
    writer = made;
    // Before anything is written, or never: freed pages can then be given back a few at a time.
    if (found.value.fresh) made.sqlite.pragma('auto_vacuum = INCREMENTAL');
    if (path !== ':memory:') made.sqlite.pragma('journal_mode = WAL');
    made.sqlite.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
    made.sqlite.pragma('foreign_keys = OFF');
    made.sqlite.pragma('cache_size = -65536');
    if (found.value.version < model.version) {
      migrate(made.sqlite, found.value.version, model);
      makeShrinkable(made.sqlite);
    }
    if (durable) assertFullSync(made.sqlite);
    applyWaiting(made, fingerprint ?? fingerprintOf(model));
    const reader = path === ':memory:' ? made : openConnection(path, { readonly: true, model });
    return ok({
      writer: made,
      reader,
      gate: createWriteGate(),
      path,
      close: () => {
        if (reader !== made) reader.close();
        made.close();
      },
    });
  } catch (cause) {
    writer?.close();
    const detail = cause instanceof Error ? cause.message : String(cause);
    return err(openErrorOf(cause) ?? { type: 'database-unreadable', detail });
  }
};
