import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ExchangeSink, ExchangeSource } from './ports.ts';

/** What the system says against a file, as the user is told it; null for what is a bug. */
const fileError = (cause: unknown, path: string, use: 'read' | 'write'): AppError | null => {
  if (!(cause instanceof Error && 'syscall' in cause && 'code' in cause)) return null;
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return { code: 'file-not-found', data: { path } };
  if (use === 'read') return { code: 'file-unreadable', data: { path } };
  return cause.code === 'ENOSPC' || cause.code === 'EDQUOT' || cause.code === 'EFBIG'
    ? { code: 'file-no-room', data: { path } }
    : { code: 'file-not-writable', data: { path } };
};

const told = async <T>(
  path: string,
  use: 'read' | 'write',
  run: () => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> => {
  try {
    return await run();
  } catch (cause) {
    const known = fileError(cause, path, use);
    if (known === null) throw cause;
    return err(known);
  }
};

/** Opens a file for reading, closes it whatever happens, and turns what the system refuses into failures. */
export const withSource = <T>(
  path: string,
  run: (source: ExchangeSource) => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> =>
  told(path, 'read', async () => {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) return err({ code: 'file-unreadable', data: { path } });
      return await run({
        sizeBytes: found.size,
        read: async (at, length) => {
          const buffer = Buffer.alloc(length);
          let have = 0;
          while (have < length) {
            const { bytesRead } = await file.read(buffer, have, length - have, at + have);
            if (bytesRead === 0) break;
            have += bytesRead;
          }
          return buffer.subarray(0, have);
        },
      });
    } finally {
      await file.close();
    }
  });

/** A folder's entries are as durable as its files only after this; Windows cannot and need not do it. */
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (cause) {
    // Some file systems of USB sticks do not know how; the file itself has been synced.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EINVAL')) throw cause;
  } finally {
    await folder.close();
  }
};

/**
 * Writes a file under another name beside its place, and gives it its name once all of it is on the disk. When
 * `run` fails, nothing is left and what stood there before stays.
 * @param suffix makes the other name this file's own.
 */
export const withSink = <T>(
  path: string,
  suffix: string,
  run: (sink: ExchangeSink) => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> => {
  const partPath = `${path}.${suffix}.part`;
  return told(path, 'write', async () => {
    const file = await open(partPath, 'wx');
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await file.close();
    };
    try {
      const outcome = await run({
        write: async (bytes) => {
          await file.writeFile(bytes);
        },
      });
      if (!outcome.ok) return outcome;
      await file.sync();
      await close();
      await rename(partPath, path);
      await syncFolder(dirname(path));
      return ok(outcome.value);
    } finally {
      await close();
      await rm(partPath, { force: true });
    }
  });
};
