import { rmSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { err, ok, type Result } from '../../../shared/lib/result.ts';

export interface FolderLock {
  release(): void;
}

export type FolderLockError =
  | { readonly type: 'data-folder-in-use' }
  | { readonly type: 'disk-full' }
  | { readonly type: 'data-folder-unusable'; readonly detail: string };

/**
 * Keeps a data folder for one core. SQLite's own file lock does it: the operating system frees it
 * when the process dies, however it dies, so no stale lock is ever left behind. Being the first to write
 * there, it also meets a full disk and a missing right first.
 * @param isMadeAnew whether what stood there was just removed, because it was damaged.
 */
export const lockFolder = (lockPath: string, isMadeAnew = false): Result<FolderLock, FolderLockError> => {
  let sqlite: BetterSqlite.Database | undefined;
  try {
    sqlite = new BetterSqlite(lockPath, { timeout: 200 });
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    sqlite?.close();
    if (!(cause instanceof BetterSqlite.SqliteError)) throw cause;
    if (cause.code.startsWith('SQLITE_BUSY')) return err({ type: 'data-folder-in-use' });
    if (cause.code.startsWith('SQLITE_FULL')) return err({ type: 'disk-full' });
    // Nobody holds what is no database, and nothing stands in it.
    if (cause.code === 'SQLITE_NOTADB' && !isMadeAnew) {
      rmSync(lockPath, { force: true });
      return lockFolder(lockPath, true);
    }
    return err({ type: 'data-folder-unusable', detail: cause.message });
  }
  const held = sqlite;
  return ok({ release: () => held.close() });
};
