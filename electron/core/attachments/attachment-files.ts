import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { AppError } from '../../../shared/contract/errors.ts';
import { attachmentChunkBytes, maxAttachmentBytes } from '../../../shared/entities/attachment.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { BodyStore } from './body-store.ts';
import { type BodyShape, chunkCount, digestOfChunk } from './chunks.ts';
import { isDiskFull } from './disk-errors.ts';

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'syscall' in cause && 'code' in cause ? cause.code : undefined;

const told = async <T>(run: () => Promise<Result<T, AppError>>, name: (code: unknown) => AppError) => {
  try {
    return await run();
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    return err(name(code));
  }
};

const eachChunk = async (
  file: FileHandle,
  sizeBytes: number,
  take: (bytes: Buffer, at: number) => void | Promise<void>,
): Promise<boolean> => {
  for (let at = 0; at < sizeBytes; at += attachmentChunkBytes) {
    const length = Math.min(attachmentChunkBytes, sizeBytes - at);
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, at);
    if (bytesRead < length) return false;
    await take(bytes, at);
  }
  return true;
};

/**
 * Brings a file of this PC into the store, under the name of what it contains.
 * @param mayTake is asked once it is known what the file is, before anything is written.
 */
export const storeFile = (
  path: string,
  store: BodyStore,
  nowMs: number,
  mayTake: (body: BodyShape) => AppError | null,
): Promise<Result<BodyShape, AppError>> =>
  told<BodyShape>(
    async () => {
      const file = await open(path, 'r');
      try {
        const found = await file.stat();
        if (!found.isFile()) return err({ code: 'file-unreadable', data: { path } });
        const sizeBytes = found.size;
        if (sizeBytes === 0) return err({ code: 'attachment-empty' });
        if (sizeBytes > maxAttachmentBytes)
          return err({ code: 'attachment-too-large', data: { sizeBytes, limitBytes: maxAttachmentBytes } });
        const whole = createHash('sha256');
        let chunkDigests = '';
        const isRead = await eachChunk(file, sizeBytes, (bytes) => {
          whole.update(bytes);
          chunkDigests += digestOfChunk(bytes);
        });
        if (!isRead) return err({ code: 'file-changed' });
        const body = { hash: whole.digest('hex'), sizeBytes, chunkDigests };
        const refused = mayTake(body);
        if (refused !== null) return err(refused);
        if (store.has(body.hash)) return ok(body);
        await eachChunk(file, sizeBytes, (bytes, at) => store.writePart(body.hash, at, bytes));
        // Its name is its content: a file that changed in between has another one.
        return (await store.finish(body.hash, nowMs)) ? ok(body) : err({ code: 'file-changed' });
      } catch (cause) {
        if (isDiskFull(cause)) return err({ code: 'disk-full' });
        throw cause;
      } finally {
        await file.close();
      }
    },
    (code) =>
      code === 'ENOENT' || code === 'ENOTDIR'
        ? { code: 'file-not-found', data: { path } }
        : { code: 'file-unreadable', data: { path } },
  );

/** Copies a body to where a person wants it: under another name first, so that what stands there is whole. */
export const saveBody = (
  body: BodyShape,
  store: BodyStore,
  path: string,
  suffix: string,
): Promise<Result<null, AppError>> => {
  const partPath = `${path}.${suffix}.part`;
  return told<null>(
    async () => {
      const file = await open(partPath, 'wx');
      try {
        for (let chunk = 0; chunk < chunkCount(body); chunk += 1)
          await file.writeFile(
            await store.read(body.hash, chunk * attachmentChunkBytes, attachmentChunkBytes),
          );
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partPath, path);
      return ok(null);
    },
    (code) =>
      code === 'ENOSPC' || code === 'EDQUOT'
        ? { code: 'file-no-room', data: { path } }
        : { code: 'file-not-writable', data: { path } },
  ).finally(() => rm(partPath, { force: true }));
};
