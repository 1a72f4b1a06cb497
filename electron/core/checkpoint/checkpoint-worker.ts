// A thread of its own for what takes long over a whole database: copying, packing, unpacking, computing its hash.
// One task, one answer, and it ends.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { assertNever } from '../../../shared/lib/assert-never.ts';
import { checkpointChunkBytes } from '../../../shared/sync/messages/checkpoint.ts';
import { createBreath } from '../db/breathe.ts';
import { type Connection, openConnection } from '../db/connection.ts';
import { damageIn } from '../db/damage.ts';
import { shippedModel } from '../db/data-model.ts';
import { openErrorOf } from '../db/database.ts';
import { copyDatabase, removeLocalFacts } from '../db/database-copy.ts';
import { readVector } from '../db/operation-log.ts';
import { stateHashInSteps } from '../db/state-hash.ts';
import { type CopyFacts, verifyCopy } from './copy.ts';
import { type CheckAnswer, type MakeAnswer, type StageAnswer, workerTask } from './worker-task.ts';

/** The network is the slower part: more compression would cost more time than it saves. */
const compressionLevel = 1;
/** What goes through the pipes at a time: smaller pieces cost a turn of the event loop each. */
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

/** What is in a copy, with turns for others in between. */
const describeAmong = async (copy: Connection): Promise<CopyFacts> => {
  const steps = stateHashInSteps(copy);
  const breathe = createBreath(() => performance.now(), 2);
  for (;;) {
    const step = steps.next();
    if (step.done)
      return { schema: copy.model.version, vector: readVector(copy), stateHash: step.value.hash };
    await breathe();
  }
};

/** Without holding anybody up. */
const syncFileAside = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
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
    removeLocalFacts(copy);
    const plainSize = statSync(plain).size;
    const { stream, result } = chunkHasher();
    // The hash of the state is made between the pieces: packing them is other threads' work.
    const [facts] = await Promise.all([
      describeAmong(copy).finally(() => copy.close()),
      pipeline(
        createReadStream(plain, { highWaterMark: pieceBytes }),
        createZstdCompress({
          params: { [constants.ZSTD_c_compressionLevel]: compressionLevel },
          chunkSize: pieceBytes,
        }),
        stream,
        createWriteStream(packed, { mode: 0o600, highWaterMark: pieceBytes }),
      ),
    ]);
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
      createZstdDecompress({ chunkSize: pieceBytes }),
      atMost(facts.plainSize),
      createWriteStream(staged, { mode: 0o600, highWaterMark: pieceBytes }),
    );
    const synced = syncFileAside(staged);
    const copy = openConnection(staged, { readonly: true, model: shippedModel });
    try {
      const verified = verifyCopy(copy, facts);
      await synced;
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

const check = (database: string): CheckAnswer => {
  try {
    const live = openConnection(database, { readonly: true, model: shippedModel });
    try {
      const detail = damageIn(live.sqlite);
      return detail === null ? { type: 'sound' } : { type: 'damaged', detail };
    } finally {
      live.close();
    }
  } catch (cause) {
    const known = openErrorOf(cause);
    return known?.type === 'database-corrupt'
      ? { type: 'damaged', detail: known.detail }
      : { type: 'failed' };
  }
};

const answer = async (): Promise<MakeAnswer | StageAnswer | CheckAnswer> => {
  switch (task.type) {
    case 'make':
      return make(task.database, task.plain, task.packed);
    case 'stage':
      return stage(task.packed, task.staged, task.facts);
    case 'check':
      return check(task.database);
    default:
      return assertNever(task);
  }
};

parentPort?.postMessage(await answer());
