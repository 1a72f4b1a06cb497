// A thread of its own for what takes long over a whole database: copying, packing, unpacking, computing its hash.
// One task, one answer, and it ends.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { checkpointChunkBytes } from '../../../shared/sync/messages/checkpoint.ts';
import { openConnection } from '../db/connection.ts';
import { shippedModel } from '../db/data-model.ts';
import { openErrorOf } from '../db/database.ts';
import { copyDatabase } from '../db/database-copy.ts';
import { syncFile } from '../recovery/durable-file.ts';
import { prepareCopy, verifyCopy } from './copy.ts';
import { type MakeAnswer, type StageAnswer, workerTask } from './worker-task.ts';

/** The network is the slower part: more compression would cost more time than it saves. */
const compressionLevel = 1;
const pieceBytes = 1024 * 1024;

const isFull = (cause: unknown): boolean =>
  openErrorOf(cause)?.type === 'disk-full' ||
  (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC');

/** Passes bytes on; `hashes` are those of its stretches of one chunk each, also of the last, shorter one. */
const chunkHasher = (): { readonly stream: Transform; result(): { size: number; hashes: Buffer } } => {
  const hashes: Buffer[] = [];
  let size = 0;
  let hash = createHash('sha256');
  const stream = new Transform({
    transform(piece: Buffer, _encoding, done) {
      for (let at = 0; at < piece.length; ) {
        const room = checkpointChunkBytes - (size % checkpointChunkBytes);
        const part = piece.subarray(at, at + room);
        hash.update(part);
        size += part.length;
        at += part.length;
        if (size % checkpointChunkBytes === 0) {
          hashes.push(hash.digest());
          hash = createHash('sha256');
        }
      }
      done(null, piece);
    },
  });
  return {
    stream,
    result: () => ({
      size,
      hashes: Buffer.concat(size % checkpointChunkBytes === 0 ? hashes : [...hashes, hash.copy().digest()]),
    }),
  };
};

/** Ends with an error as soon as more comes than was announced. */
const atMost = (limit: number): Transform => {
  let size = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      if (size > limit) done(new Error('larger than announced'));
      else done(null, piece);
    },
  });
};

const make = async (database: string, plain: string, packed: string): Promise<MakeAnswer> => {
  for (const path of [plain, packed]) rmSync(path, { force: true });
  try {
    const live = openConnection(database, { readonly: true, model: shippedModel });
    try {
      copyDatabase(live, plain);
    } finally {
      live.close();
    }
    const copy = openConnection(plain, { readonly: false, model: shippedModel });
    // Nobody else has it open, and whatever becomes of it before it is packed is of no use.
    copy.sqlite.pragma('journal_mode = MEMORY');
    copy.sqlite.pragma('synchronous = OFF');
    const facts = prepareCopy(copy);
    copy.close();
    const plainSize = statSync(plain).size;
    const { stream, result } = chunkHasher();
    await pipeline(
      createReadStream(plain, { highWaterMark: pieceBytes }),
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: compressionLevel } }),
      stream,
      createWriteStream(packed, { mode: 0o600 }),
    );
    return { type: 'made', ...facts, plainSize, ...result() };
  } catch (cause) {
    rmSync(packed, { force: true });
    return { type: isFull(cause) ? 'disk-full' : 'failed' };
  } finally {
    rmSync(plain, { force: true });
  }
};

const stage = async (packed: string, staged: string, facts: StageFacts): Promise<StageAnswer> => {
  for (const companion of ['-wal', '-shm', '']) rmSync(staged + companion, { force: true });
  try {
    await pipeline(
      createReadStream(packed, { highWaterMark: pieceBytes }),
      createZstdDecompress(),
      atMost(facts.plainSize),
      createWriteStream(staged, { mode: 0o600 }),
    );
    syncFile(staged);
    const copy = openConnection(staged, { readonly: true, model: shippedModel });
    try {
      const verified = verifyCopy(copy, facts);
      return verified.ok ? { type: 'staged' } : { type: 'refused', error: verified.error };
    } finally {
      copy.close();
    }
  } catch (cause) {
    return { type: 'refused', error: { type: isFull(cause) ? 'disk-full' : 'failed' } };
  }
};

const task = workerTask.parse(workerData);
type StageFacts = Extract<typeof task, { type: 'stage' }>['facts'];

parentPort?.postMessage(
  task.type === 'make'
    ? await make(task.database, task.plain, task.packed)
    : await stage(task.packed, task.staged, task.facts),
);
