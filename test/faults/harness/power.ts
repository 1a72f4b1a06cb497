/** G3: what was confirmed outlives power cuts that take everything with them that was not synced. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import BetterSqlite from 'better-sqlite3';
import { seededRandom } from '../../support/seeded-random.ts';
import {
  type CallCentre,
  countLost,
  type Ledger,
  openCallCentre,
  pause,
  readFolder,
  saveOn,
} from './call-centre.ts';
import { type FaultRun, inLanes, type Say, sum, tries } from './figure.ts';
import type { PlantName } from './plants.ts';
import { compile, projectFolder } from './project.ts';

const fullTries = 100;
const bareTries = 5;
const controlCuts = 3;

/** Builds the layer that forgets what was not synced. */
const buildLayer = (folder: string): string =>
  compile('power/unsynced.c', join(folder, 'unsynced.so'), ['-shared', '-fPIC', '-ldl', '-lpthread']);

/** A disk on which only what was synced survives. */
interface ForgetfulDisk {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The power is gone, and comes back. */
  cut(): void;
}

const openDisk = (root: string, name: string, library: string, deafSuffix?: string): ForgetfulDisk => {
  const folder = join(root, `${name} disk`);
  const platter = join(root, `${name} platter`);
  for (const made of [folder, platter]) mkdirSync(made, { recursive: true });
  return {
    folder,
    env: {
      LD_PRELOAD: library,
      PAYDAR_DISK: folder,
      PAYDAR_PLATTER: platter,
      ...(deafSuffix === undefined ? {} : { PAYDAR_DEAF_SUFFIX: deafSuffix }),
    },
    cut: () => {
      rmSync(folder, { recursive: true, force: true });
      cpSync(platter, folder, { recursive: true });
    },
  };
};

interface Counted {
  readonly confirmed: number;
  readonly lost: number;
  readonly repeated: number;
  readonly damaged: boolean;
}

/** Cuts the power of a saving desk again and again. @returns the ledger and what is left of it. */
const cutDesk = async (
  office: CallCentre,
  disk: ForgetfulDisk,
  cuts: number,
  say: Say,
  plant?: PlantName,
): Promise<Counted> => {
  const random = seededRandom(`power ${disk.folder.split('/').at(-1)}`);
  const ledger: Ledger = new Map();
  const sound = { dataDir: disk.folder, env: disk.env };
  const hub = await office.start('برق', sound);
  await office.found(hub);
  await office.stop(hub);
  const options = plant === undefined ? sound : { ...sound, plant };
  for (let n = 0; n < cuts; n += 1) {
    const core = await office.signedIn('برق', options);
    const savers = [1, 2, 3].map(() => saveOn(core.api, ledger));
    await pause(30 + random.next() * 200);
    await office.kill(core);
    await Promise.all(savers);
    disk.cut();
    if ((n + 1) % 20 === 0) say(`${n + 1} of ${cuts} power cuts, ${ledger.size} confirmed`);
  }
  const { rows, tickets, numbers, integrity } = readFolder(disk.folder);
  return {
    confirmed: ledger.size,
    lost: countLost(ledger, rows),
    repeated: tickets - numbers,
    damaged: integrity !== 'ok',
  };
};

/** Writes rows one after the other and says which are committed. */
const writer = `
import { createRequire } from 'node:module';
const [, , project, file, mode] = process.argv;
const Sqlite = createRequire(project)('better-sqlite3');
const sqlite = new Sqlite(file);
sqlite.pragma('journal_mode = WAL');
sqlite.pragma('synchronous = ' + mode);
sqlite.exec('CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, text TEXT)');
const insert = sqlite.prepare("INSERT INTO line (text) VALUES ('سلام')");
const next = () => process.stdout.write(insert.run().lastInsertRowid + '\\n', next);
next();
`;

/** The bare database under the same layer. @returns confirmed rows that the power cut took. */
const cutBare = async (root: string, library: string, mode: 'NORMAL' | 'FULL'): Promise<number> => {
  const disk = openDisk(root, `bare ${mode}`, library);
  const file = join(disk.folder, 'bare.sqlite');
  const script = join(root, 'writer.mjs');
  writeFileSync(script, writer);
  const executable = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
  let confirmed = 0;
  const child = spawn(executable, [script, join(projectFolder(), 'package.json'), file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...disk.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    confirmed = Number(line);
  });
  const ended = new Promise((resolve) => child.stdout.once('close', resolve));
  while (confirmed < 200) await pause(5);
  child.kill('SIGKILL');
  await ended;
  disk.cut();
  const sqlite = new BetterSqlite(file);
  try {
    const isThere = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'line'").get() !== undefined;
    const row = isThere
      ? (sqlite.prepare('SELECT max(id) AS last FROM line').get() as { last: number })
      : null;
    return Math.max(0, confirmed - (row?.last ?? 0));
  } finally {
    sqlite.close();
  }
};

const withLayer = async <T>(run: (office: CallCentre, library: string) => Promise<T>): Promise<T> => {
  const office = openCallCentre();
  try {
    return await run(office, buildLayer(office.root));
  } finally {
    await office.close();
  }
};

export const powerRun: FaultRun = {
  name: 'power cuts that drop what was not synced',
  ids: ['G3'],
  measure: ({ share, say }) =>
    withLayer(async (office, library) => {
      const cuts = tries(fullTries, share);
      const desks = await inLanes(cuts, 2, (count, lane) =>
        cutDesk(office, openDisk(office.root, `desk ${lane}`, library), count, say),
      );
      let full = 0;
      for (let n = 0; n < tries(bareTries, share); n += 1)
        full += await cutBare(join(office.root, `f${n}`), library, 'FULL');
      const lost = sum(desks.map((desk) => desk.lost));
      const repeated = sum(desks.map((desk) => desk.repeated));
      const damaged = desks.filter((desk) => desk.damaged).length;
      return [
        {
          id: 'G3',
          value: lost + repeated + damaged + full,
          unit: 'confirmed saves lost, numbers repeated, files damaged',
          goal: 0,
          n: cuts,
          confirmed: sum(desks.map(({ confirmed }) => confirmed)),
          lost,
          repeated,
          damaged,
          bareFullLost: full,
        },
      ];
    }),
  plant: ({ share, say }) =>
    withLayer(async (office, library) => {
      let normal = 0;
      for (let n = 0; n < tries(bareTries, share); n += 1)
        if ((await cutBare(join(office.root, `n${n}`), library, 'NORMAL')) > 0) normal += 1;
      const cut = async (name: string, plant?: PlantName, deafSuffix?: string) => {
        const disk = openDisk(office.root, name, library, deafSuffix);
        const { lost } = await cutDesk(office, disk, controlCuts, say, plant);
        return lost;
      };
      return [
        {
          control: 'G3-normal',
          mustCatch: 'the bare database at synchronous=NORMAL loses what it confirmed',
          caught: normal,
        },
        {
          control: 'G3-sync-seldom',
          mustCatch: 'a core that says FULL and does NORMAL loses what it confirmed',
          caught: await cut('seldom', 'sync-seldom'),
        },
        {
          control: 'G3-deaf-disk',
          mustCatch: 'the desk on a disk that does not hear the syncs of its log loses what it confirmed',
          caught: await cut('deaf', undefined, '-wal'),
        },
      ];
    }),
};
