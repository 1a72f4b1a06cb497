/** G2: what was confirmed is there after processes were killed in the middle of saving and syncing. */
import { seededRandom } from '../../support/seeded-random.ts';
import {
  becomeEqual,
  countLost,
  joinCallCentre,
  type Ledger,
  openCallCentre,
  pause,
  readFolder,
  saveOn,
} from './call-centre.ts';
import { type FaultRun, inLanes, type Say, sum, tries } from './figure.ts';
import type { PlantName } from './plants.ts';

const fullTries = 200;
const controlKills = 6;
/** Two offices side by side: most of the time goes into starting again. */
const offices = 2;
const equalWithinMs = 60_000;

interface Counted {
  readonly confirmed: number;
  readonly lost: number;
  readonly repeated: number;
  readonly damaged: number;
  readonly isEqual: boolean;
}

const promisesBroken = ({ lost, repeated, damaged, isEqual }: Counted): number =>
  lost + repeated + damaged + (isEqual ? 0 : 1);

/** Two desks save and sync; again and again one of them, or both, are killed at any moment of any write. */
const killOffice = async (kills: number, seed: string, say: Say, plant?: PlantName): Promise<Counted> => {
  const random = seededRandom(seed);
  const office = openCallCentre();
  const ledger: Ledger = new Map();
  try {
    const hub = await office.start('مرکز');
    const at = await office.found(hub);
    const args = ['--sync-port', at.address.split(':').pop() ?? '0', '--discovery', 'off'];
    const desk = await office.start('میز');
    await joinCallCentre(desk, at);
    const names = ['مرکز', 'میز'] as const;
    const startAgain = (name: string) =>
      office.signedIn(name, {
        ...(name === 'مرکز' ? { args } : {}),
        ...(plant === undefined ? {} : { plant }),
      });
    const up = new Map([
      ['مرکز', hub],
      ['میز', desk],
    ]);
    const savers = new Map<string, Promise<unknown>>();
    const keepSaving = (name: string): void => {
      const core = up.get(name);
      if (core === undefined) throw new Error(`${name} is not running`);
      savers.set(name, Promise.all([saveOn(core.api, ledger), saveOn(core.api, ledger)]));
    };
    const kill = async (name: string): Promise<void> => {
      const core = up.get(name);
      if (core !== undefined) await office.kill(core);
      await savers.get(name);
    };
    await hub.api.session.signIn({ name: 'سارا مدیری', password: 'salam-1405' });
    for (const name of names) keepSaving(name);
    for (let n = 0; n < kills; n += 1) {
      await pause(20 + random.next() * 150);
      const hit = random.chance(0.2) ? names : [random.pick(names)];
      for (const name of hit) await kill(name);
      for (const name of hit) {
        up.set(name, await startAgain(name));
        keepSaving(name);
      }
      if ((n + 1) % 20 === 0) say(`${n + 1} of ${kills} kills, ${ledger.size} confirmed`);
    }
    // Savers never end by themselves: the desks are killed a last time, and started again to compare.
    for (const name of names) await kill(name);
    const cores = [];
    for (const name of names) cores.push(await office.signedIn(name, name === 'مرکز' ? { args } : {}));
    const isEqual = await becomeEqual(cores, equalWithinMs);
    for (const core of cores) await office.stop(core);
    const found = names.map((name) => readFolder(office.folderOf(name)));
    return {
      confirmed: ledger.size,
      lost: sum(found.map(({ rows }) => countLost(ledger, rows))),
      repeated: sum(found.map(({ tickets, numbers }) => tickets - numbers)),
      damaged: found.filter(({ integrity }) => integrity !== 'ok').length,
      isEqual,
    };
  } finally {
    await office.close();
  }
};

export const killRun: FaultRun = {
  name: 'kill -9 while saving and syncing',
  ids: ['G2'],
  measure: async ({ share, say }) => {
    const kills = tries(fullTries, share);
    const counted = await inLanes(kills, offices, (count, lane) => killOffice(count, `kill ${lane}`, say));
    return [
      {
        id: 'G2',
        value: sum(counted.map(promisesBroken)),
        unit: 'confirmed saves lost, numbers repeated, files damaged, replicas diverged',
        goal: 0,
        n: kills,
        confirmed: sum(counted.map(({ confirmed }) => confirmed)),
        lost: sum(counted.map(({ lost }) => lost)),
        repeated: sum(counted.map(({ repeated }) => repeated)),
        damaged: sum(counted.map(({ damaged }) => damaged)),
        equal: counted.every(({ isEqual }) => isEqual),
      },
    ];
  },
  plant: async ({ say }) => [
    {
      control: 'G2-answer-early',
      mustCatch: 'a core that answers before it commits loses what it confirmed',
      caught: (await killOffice(controlKills, 'kill planted', say, 'answer-early')).lost,
    },
  ],
};
