/** What a PC that joins waits for: a checkpoint made, carried, checked and put in place, beside the whole log. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileSnapshots } from '../../electron/core/checkpoint/file-snapshots.ts';
import { chunkCount, isChunk } from '../../electron/core/checkpoint/manifest.ts';
import { acceptOperations } from '../../electron/core/db/accept.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { createSearchIndexer } from '../../electron/core/db/search-pending.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import { openFileFolder } from '../../electron/core/recovery/file-folder.ts';
import { decideReplacement, openReplaced } from '../../electron/core/recovery/replace-database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Bench, type Figure, median, rounded } from './measure.ts';
import { openBenchReplica, organisationId, perCommand, writeCustomers } from './office-rows.ts';

const databaseIn = (folder: string): string => join(folder, 'paydar.sqlite');
/** Larger ones are measured once: a round takes minutes. */
const roundsFor = (customers: number): number => (customers <= 50_000 ? 5 : 1);
const stretch = 50;

const index = ({ db: { writer } }: Replica): void => {
  writer.sqlite.transaction(() => createSearchIndexer(writer).run(() => false))();
};

/** The maker's data folder, written without waiting for the disk. */
const grow = (folder: string, customers: number): Replica => {
  const maker = openBenchReplica(databaseIn(folder));
  maker.db.writer.sqlite.pragma('synchronous = OFF');
  const random = seededRandom('P4');
  for (let done = 0; done < customers; done += perCommand)
    writeCustomers(maker, random, Math.min(perCommand, customers - done));
  index(maker);
  maker.db.writer.sqlite.pragma('synchronous = FULL');
  return maker;
};

const replayLog = (maker: Replica, folder: string): { ms: number; indexedMs: number; hash: string } => {
  const joiner = openBenchReplica(databaseIn(folder), maker);
  const startedMs = performance.now();
  for (let next = 0; ; ) {
    const operations = readLogFrom(maker.db.reader, next, stretch);
    const last = operations.at(-1);
    if (last === undefined) break;
    for (const operation of operations) {
      const accepted = acceptOperations(joiner, organisationId, [operation]);
      if (!accepted.ok) throw new Error(accepted.error.type);
    }
    next = last.received + 1;
  }
  const ms = performance.now() - startedMs;
  index(joiner);
  const indexedMs = performance.now() - startedMs;
  const { hash } = stateHash(joiner.db.reader);
  joiner.db.close();
  return { ms, indexedMs, hash };
};

/** Milliseconds of each phase, and of all. */
interface Taken {
  readonly ms: number;
  readonly makeMs: number;
  readonly carryMs: number;
  readonly stageMs: number;
  readonly openMs: number;
  readonly bytes: number;
  readonly hash: string;
}

const takeCheckpoint = async (maker: Replica, from: string, folder: string): Promise<Taken> => {
  openBenchReplica(databaseIn(folder), maker).db.close();
  const { deviceId } = maker.membership() ?? {};
  if (deviceId === undefined) throw new Error('the maker belongs to a call centre');
  const startedMs = performance.now();
  const snapshots = openFileSnapshots(from);
  const made = await snapshots.make({ organisationId, maker: deviceId }, () => '');
  if (!made.ok) throw new Error(made.error.type);
  const madeMs = performance.now();
  const { manifest, chunk } = made.value;
  const receiving = openFileSnapshots(folder);
  receiving.begin(manifest);
  for (let n = 0; n < chunkCount(manifest); n += 1) {
    const bytes = chunk(n);
    if (!isChunk(manifest, n, bytes)) throw new Error('a chunk differs');
    receiving.append(bytes);
  }
  const carriedMs = performance.now();
  const staged = await receiving.stage();
  if (!staged.ok) throw new Error(staged.error.type);
  const stagedMs = performance.now();
  const dataFolder = openFileFolder({ dataDir: folder });
  decideReplacement(dataFolder, 'checkpoint', systemClock.nowMs());
  const opened = openReplaced({ folder: dataFolder, clock: systemClock, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.type);
  const endedMs = performance.now();
  const { hash } = stateHash(opened.value.reader);
  opened.value.close();
  await Promise.all([snapshots.close(), receiving.close()]);
  return {
    ms: endedMs - startedMs,
    makeMs: madeMs - startedMs,
    carryMs: carriedMs - madeMs,
    stageMs: stagedMs - carriedMs,
    openMs: endedMs - stagedMs,
    bytes: manifest.facts.size,
    hash,
  };
};

const measure = async (root: string, customers: number): Promise<Figure> => {
  const hub = join(root, 'hub');
  mkdirSync(hub);
  const maker = grow(hub, customers);
  const rounds = roundsFor(customers);
  const ratios: number[] = [];
  const searchable: number[] = [];
  let last: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const [log, copy] = [join(root, `log-${round}`), join(root, `copy-${round}`)];
    for (const folder of [log, copy]) mkdirSync(folder);
    const replayed = replayLog(maker, log);
    const taken = await takeCheckpoint(maker, hub, copy);
    if (taken.hash !== replayed.hash) throw new Error('the two ways end in different states');
    ratios.push(taken.ms / replayed.ms);
    searchable.push(taken.ms / replayed.indexedMs);
    last = {
      checkpointMs: Math.round(taken.ms),
      makeMs: Math.round(taken.makeMs),
      carryMs: Math.round(taken.carryMs),
      stageMs: Math.round(taken.stageMs),
      openMs: Math.round(taken.openMs),
      logMs: Math.round(replayed.ms),
      logIndexedMs: Math.round(replayed.indexedMs),
      sentMB: rounded(taken.bytes / 1e6, 1),
      fileMB: rounded(statSync(databaseIn(copy)).size / 1e6, 1),
    };
    for (const folder of [log, copy]) rmSync(folder, { recursive: true });
  }
  maker.db.close();
  const goal = 0.3;
  const value = rounded(median(ratios));
  return {
    id: 'P4',
    value,
    unit: 'of the time that the log takes',
    goal,
    ok: value <= goal,
    n: rounds,
    customers,
    values: customers * 16,
    // What comes with the copy can be searched at once; after the log its index is still to be made.
    ofLogWithSearch: rounded(median(searchable)),
    ...last,
  };
};

/** @param customers each with some 16 values in two rows; 1,000,000 is the size of the goal. */
export const joinByCheckpoint = (customers: number): Bench => ({
  id: 'P4',
  what: `joining by checkpoint beside the whole log, ${customers} customers`,
  run: async () => {
    const root = mkdtempSync(join(tmpdir(), 'paydar-p4-'));
    try {
      return [await measure(root, customers)];
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
});
