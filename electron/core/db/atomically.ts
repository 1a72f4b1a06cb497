import BetterSqlite from 'better-sqlite3';
import type { AppError } from '../../../shared/contract/errors.ts';
import { err, type Result } from '../../../shared/lib/result.ts';
import type { Connection } from './connection.ts';

/** What SQLite refuses for lack of room or rights is a message to the user, not a crash. */
export const storageError = (cause: unknown): AppError | null => {
  if (!(cause instanceof BetterSqlite.SqliteError)) return null;
  if (cause.code.startsWith('SQLITE_FULL') || cause.code.startsWith('SQLITE_IOERR'))
    return { code: 'disk-full' };
  if (cause.code.startsWith('SQLITE_READONLY')) return { code: 'database-read-only' };
  return null;
};

/**
 * Runs `body` as one synchronous transaction that is durable when this returns. A failure, expected or
 * thrown, leaves nothing behind; one for lack of room or rights comes back through `onStorage`.
 */
export const atomically = <T, E>(
  { sqlite }: Connection,
  body: () => Result<T, E>,
  onStorage: (error: AppError) => E,
): Result<T, E> => {
  let hasBegun = false;
  try {
    sqlite.exec('BEGIN IMMEDIATE');
    hasBegun = true;
    const result = body();
    sqlite.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (cause) {
    // A full disk makes SQLite roll back by itself; a transaction that somebody else began is theirs to end.
    if (hasBegun && sqlite.inTransaction) sqlite.exec('ROLLBACK');
    const known = storageError(cause);
    if (known !== null) return err(onStorage(known));
    throw cause;
  }
};

/**
 * As `atomically`, but not durable when this returns: the next durable transaction makes it so. For what can be
 * made again, never for an operation.
 */
export const atomicallyRelaxed = <T, E>(
  connection: Connection,
  body: () => Result<T, E>,
  onStorage: (error: AppError) => E,
): Result<T, E> => {
  const { sqlite } = connection;
  const mode = sqlite.pragma('synchronous', { simple: true });
  if (mode !== 2) return atomically(connection, body, onStorage);
  sqlite.pragma('synchronous = NORMAL');
  try {
    return atomically(connection, body, onStorage);
  } finally {
    sqlite.pragma('synchronous = FULL');
  }
};
