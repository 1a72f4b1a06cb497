import { type FileHandle, open, stat } from 'node:fs/promises';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type TableError, type TableLimits, tableLimits } from './table.ts';

/** What tells that a file is still the one that was looked at. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Looks at a file without opening it, so that a file of any size costs nothing to refuse. */
export const stampFile = async (
  path: string,
  limits: TableLimits = tableLimits,
): Promise<Result<FileStamp, TableError>> => {
  try {
    const found = await stat(path);
    if (!found.isFile()) return err({ code: 'file-unreadable', data: { path } });
    if (found.size === 0) return err({ code: 'file-empty' });
    if (found.size > limits.fileBytes) {
      return err({
        code: 'file-too-large',
        data: { sizeBytes: found.size, limitBytes: limits.fileBytes },
      });
    }
    return ok({ sizeBytes: found.size, modifiedMs: found.mtimeMs });
  } catch (error) {
    return err(fileError(error, path));
  }
};

/** Fails with `file-changed` when the file is gone or is no longer the one that was stamped. */
export const checkStamp = async (path: string, before: FileStamp): Promise<Result<FileStamp, TableError>> => {
  const now = await stampFile(path);
  const same =
    now.ok && now.value.sizeBytes === before.sizeBytes && now.value.modifiedMs === before.modifiedMs;
  return same ? now : err({ code: 'file-changed' });
};

/** Opens a file for reading, closes it whatever happens, and turns what the system refuses into failures. */
export const withFile = async <T>(
  path: string,
  run: (file: FileHandle) => Promise<Result<T, TableError>>,
): Promise<Result<T, TableError>> => {
  try {
    const file = await open(path, 'r');
    try {
      return await run(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return err(fileError(error, path));
  }
};

const fileError = (error: unknown, path: string): TableError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? { code: 'file-not-found', data: { path } }
    : { code: 'file-unreadable', data: { path } };
};
