import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { rowOf, valuesPerRow } from '../support/ten-fields.ts';
import { type Bench, median, rounded } from './measure.ts';
import { withTwoPcs } from './two-pcs.ts';

const rounds = 5;
const values = 100_000;
const rows = values / valuesPerRow;
const goal = 4;

/** The sources and the bundled program lie equally deep below the project. */
const peersFolder = (): string => {
  const places = [
    join(import.meta.dirname, 'peers'),
    join(import.meta.dirname, '..', '..', 'test', 'bench', 'peers'),
  ];
  const found = places.find((place) => existsSync(join(place, 'package.json')));
  if (found === undefined) throw new Error(`${places.join(' or ')} is missing`);
  return found;
};

/** The other side's packages are its own, and installed when they are first needed. */
const ensurePeers = (folder: string): void => {
  if (existsSync(join(folder, 'node_modules'))) return;
  const installed = spawnSync('npm', ['ci'], { cwd: folder, encoding: 'utf8', shell: true });
  if (installed.status !== 0) throw new Error(`npm ci in ${folder} failed: ${installed.stderr}`);
};

const answerSchema = z.object({ rows: z.int(), ms: z.number() });

/** @returns milliseconds of PouchDB's replication alone. */
const pouchdb = async (folder: string): Promise<number> => {
  // The machine's own Node: its LevelDB is not made for Electron.
  const child = spawn('node', [join(folder, 'pouchdb.mjs'), String(rows)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ ...rowOf(1), displayName: 'مریم رحیمی‌نژاد #' }));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return answerSchema.parse(JSON.parse(said)).ms;
};

const paydar = (): Promise<number> =>
  withTwoPcs(async ({ hub, at, start }) => {
    await hub.fill(rows);
    const desk = await start('desk');
    const ms = await desk.join(at);
    const [full, empty] = [await hub.report(), await desk.report()];
    if (full.hash !== empty.hash) throw new Error('the desk does not hold what the hub holds');
    return ms;
  });

export const replicate: Bench = {
  id: 'P3',
  what: '100,000 field values from a full PC to an empty one, against PouchDB over HTTP into LevelDB',
  run: async () => {
    const folder = peersFolder();
    ensurePeers(folder);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await paydar());
      theirs.push(await pouchdb(folder));
    }
    const ratio = rounded(median(theirs.map((ms, round) => ms / (ours[round] ?? Number.NaN))), 2);
    return [
      {
        id: 'P3',
        value: ratio,
        unit: 'times as fast',
        goal,
        ok: ratio >= goal,
        n: rounds,
        values,
        oursMs: rounded(median(ours), 0),
        theirsMs: rounded(median(theirs), 0),
        ours: 'join by the log over mutual TLS, every transaction synced, every signature checked',
        theirs: 'PouchDB 9, batches of 1,000, LevelDB without sync',
      },
    ];
  },
};
