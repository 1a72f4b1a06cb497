import BetterSqlite from 'better-sqlite3';
import { err, ok, type Result } from '../../../shared/lib/result.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Keeps a data folder for one core. SQLite's own file lock does it: the operating system frees it
 * when the process dies, however it dies, so no stale lock is ever left behind.
 */
export const lockFolder = (lockPath: string): Result<FolderLock, { readonly type: 'data-folder-in-use' }> => {
  const sqlite = new BetterSqlite(lockPath, { timeout: 200 });
  try {
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    sqlite.close();
    if (cause instanceof BetterSqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      return err({ type: 'data-folder-in-use' });
    }
    throw cause;
  }
  return ok({ release: () => sqlite.close() });
};
