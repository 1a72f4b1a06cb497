/** What a PC that joins waits for: a checkpoint made, carried, checked and put in place, beside the whole log. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileSnapshots } from '../../electron/core/checkpoint/file-snapshots.ts';
import { chunkCount, isChunk } from '../../electron/core/checkpoint/manifest.ts';
import type { HeldCheckpoint } from '../../electron/core/checkpoint/snapshots.ts';
import { acceptOperations } from '../../electron/core/db/accept.ts';
import type { Connection } from '../../electron/core/db/connection.ts';
import { readLogFrom } from '../../electron/core/db/operation-log.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { searchEverything } from '../../electron/core/db/search.ts';
import { createSearchIndexer, isSearchPending } from '../../electron/core/db/search-pending.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { systemClock, systemRandom } from '../../electron/core/real-world.ts';
import { openFileFolder } from '../../electron/core/recovery/file-folder.ts';
import { decideReplacement, openReplaced } from '../../electron/core/recovery/replace-database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { organisationId } from '../support/test-replica.ts';
import { type Bench, type Figure, median, rounded } from './measure.ts';
import { openBenchReplica, perCommand, writeCustomers } from './office-rows.ts';

const databaseIn = (folder: string): string => join(folder, 'paydar.sqlite');
/** Larger ones are measured once: a round takes minutes. */
const roundsFor = (customers: number): number => (customers <= 50_000 ? 5 : 1);
const stretch = 50;
/** A name that some of them have. */
const searchedFor = 'رحیمی';

/** In transactions of some hundred milliseconds, as many as it takes. */
const index = ({ db: { writer } }: Replica): void => {
  const indexer = createSearchIndexer(writer);
  for (let isWhole = false; !isWhole; ) {
    const endMs = performance.now() + 200;
    isWhole = writer.sqlite.transaction(() => indexer.run(() => performance.now() >= endMs))();
  }
};

/** Where both ways have to end: the same state, all of it to be found by the search. */
const usable = (connection: Connection): string => {
  if (isSearchPending(connection)) throw new Error('the search is still at work');
  const { customers } = searchEverything(connection, searchedFor, 10);
  if (customers.length === 0) throw new Error('the search finds nobody');
  return `${stateHash(connection).hash} ${customers.join()}`;
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

interface Replayed {
  /** Until all of the log is applied, and until the search is whole as well. */
  readonly appliedMs: number;
  readonly ms: number;
  readonly state: string;
}

const replayLog = (maker: Replica, folder: string): Replayed => {
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
  const appliedMs = performance.now() - startedMs;
  index(joiner);
  const ms = performance.now() - startedMs;
  const state = usable(joiner.db.reader);
  joiner.db.close();
  return { appliedMs, ms, state };
};

/** Milliseconds of each phase, and of all. */
interface Taken {
  readonly ms: number;
  readonly carryMs: number;
  readonly stageMs: number;
  readonly openMs: number;
  readonly bytes: number;
  readonly state: string;
}

/** What it takes from a copy that lies ready to a database in use. */
const takeHeld = async (maker: Replica, held: HeldCheckpoint, folder: string): Promise<Taken> => {
  openBenchReplica(databaseIn(folder), maker).db.close();
  const startedMs = performance.now();
  const { manifest, chunk } = held;
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
  const state = usable(opened.value.reader);
  opened.value.close();
  await receiving.close();
  return {
    ms: endedMs - startedMs,
    carryMs: carriedMs - startedMs,
    stageMs: stagedMs - carriedMs,
    openMs: endedMs - stagedMs,
    bytes: manifest.facts.size,
    state,
  };
};

const measure = async (root: string, customers: number): Promise<Figure> => {
  const hub = join(root, 'hub');
  mkdirSync(hub);
  const startedMs = performance.now();
  const maker = grow(hub, customers);
  const grownMs = performance.now() - startedMs;
  const { deviceId } = maker.membership() ?? {};
  if (deviceId === undefined) throw new Error('the maker belongs to a call centre');
  const rounds = roundsFor(customers);
  const ratios: number[] = [];
  const seconds: number[] = [];
  const applied: number[] = [];
  let last: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const folders = ['log', 'first', 'second'].map((name) => join(root, `${name}-${round}`));
    for (const folder of folders) mkdirSync(folder);
    const [log = '', first = '', second = ''] = folders;
    const replayed = replayLog(maker, log);
    const snapshots = openFileSnapshots(hub);
    const startedMs = performance.now();
    const made = await snapshots.make({ organisationId, maker: deviceId }, () => '');
    if (!made.ok) throw new Error(made.error.type);
    const makeMs = performance.now() - startedMs;
    const one = await takeHeld(maker, made.value, first);
    const another = await takeHeld(maker, made.value, second);
    await snapshots.close();
    if (one.state !== replayed.state || another.state !== replayed.state)
      throw new Error('the two ways end in different states');
    const checkpointMs = makeMs + one.ms;
    ratios.push(checkpointMs / replayed.ms);
    seconds.push(another.ms / replayed.ms);
    applied.push(checkpointMs / replayed.appliedMs);
    last = {
      checkpointMs: Math.round(checkpointMs),
      makeMs: Math.round(makeMs),
      carryMs: Math.round(one.carryMs),
      stageMs: Math.round(one.stageMs),
      openMs: Math.round(one.openMs),
      secondMs: Math.round(another.ms),
      logMs: Math.round(replayed.ms),
      logAppliedMs: Math.round(replayed.appliedMs),
      sentMB: rounded(one.bytes / 1e6, 1),
      fileMB: rounded(statSync(databaseIn(first)).size / 1e6, 1),
    };
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
  maker.db.close();
  const goal = 0.3;
  const value = rounded(median(ratios));
  return {
    id: 'P4',
    value,
    unit: 'of the time of the log, both until all of it is here and can be searched',
    goal,
    ok: value <= goal,
    n: rounds,
    customers,
    values: customers * 16,
    // The copy lies ready from the first joiner.
    second: rounded(median(seconds)),
    // A log whose index is still to be made, beside a copy that brings it along.
    ofLogWithoutSearch: rounded(median(applied)),
    fixtureMs: Math.round(grownMs),
    memoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
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
