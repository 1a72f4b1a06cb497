import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyStore, HeldBody } from './body-store.ts';

const readAtOnce = 256 * 1024;
const namePattern = /^[0-9a-f]{64}$/;

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const withFile = async <T>(
  path: string,
  flags: string,
  run: (file: FileHandle) => Promise<T>,
): Promise<T | null> => {
  let file: FileHandle;
  try {
    file = await open(path, flags, 0o600);
  } catch (cause) {
    if (flags === 'r' && isMissing(cause)) return null;
    throw cause;
  }
  try {
    return await run(file);
  } finally {
    await file.close();
  }
};

const readRange = async (path: string, at: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  const have = await withFile(path, 'r', async (file) => {
    let got = 0;
    while (got < length) {
      const { bytesRead } = await file.read(buffer, got, length - got, at + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return got;
  });
  return buffer.subarray(0, have ?? 0);
};

/**
 * Bodies as files under `folder`, in 256 folders by the first two digits of their hash, with what is not whole yet
 * in `parts`. A body gets its name only when all of it is on the disk, so that a file with a name is whole.
 */
export const fileBodyStore = (folder: string): BodyStore => {
  const bodies = new Map<string, HeldBody>();
  const folderOf = (hash: string): string => join(folder, hash.slice(0, 2));
  const pathOf = (hash: string): string => join(folderOf(hash), hash);
  const partsFolder = join(folder, 'parts');
  const partOf = (hash: string): string => join(partsFolder, hash);

  const syncFolder = async (path: string): Promise<void> => {
    // Windows cannot open a folder for that, and need not.
    if (process.platform === 'win32') return;
    await withFile(path, 'r', (file) => file.sync());
  };

  const hashOf = async (file: FileHandle): Promise<string> => {
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(readAtOnce);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, readAtOnce, at);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  };

  return {
    open: async () => {
      await mkdir(partsFolder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(name)) continue;
        for (const hash of await readdir(join(folder, name))) {
          if (!namePattern.test(hash)) continue;
          const { size, mtimeMs } = await stat(pathOf(hash));
          bodies.set(hash, { hash, sizeBytes: size, storedAt: mtimeMs });
        }
      }
    },
    held: () => [...bodies.values()],
    has: (hash) => bodies.has(hash),
    usedBytes: () => [...bodies.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    read: (hash, at, length) => readRange(pathOf(hash), at, length),
    readPart: (hash, at, length) => readRange(partOf(hash), at, length),
    writePart: async (hash, at, bytes) => {
      // 'a' would write at the end whatever it is told; what stood behind is no part of it any more.
      await withFile(partOf(hash), at === 0 ? 'w' : 'r+', async (file) => {
        await file.write(bytes, 0, bytes.length, at);
        await file.truncate(at + bytes.length);
      });
    },
    dropPart: (hash) => rm(partOf(hash), { force: true }),
    finish: async (hash, nowMs) => {
      const sizeBytes = await withFile(partOf(hash), 'r+', async (file) => {
        if ((await hashOf(file)) !== hash) return null;
        await file.sync();
        return (await file.stat()).size;
      });
      if (sizeBytes === null) {
        await rm(partOf(hash), { force: true });
        return false;
      }
      await mkdir(folderOf(hash), { recursive: true, mode: 0o700 });
      await rename(partOf(hash), pathOf(hash));
      await syncFolder(folderOf(hash));
      bodies.set(hash, { hash, sizeBytes, storedAt: nowMs });
      return true;
    },
    remove: async (hash) => {
      bodies.delete(hash);
      await rm(pathOf(hash), { force: true });
    },
  };
};
