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
import { type FaultRun, tries } from './figure.ts';

const fullTries = 200;
const equalWithinMs = 60_000;

/** Two desks save and sync; again and again one of them, or both, are killed at any moment of any write. */
export const killRun: FaultRun = {
  name: 'kill -9 while saving and syncing',
  ids: ['G2'],
  run: async ({ share, say }) => {
    const kills = tries(fullTries, share);
    const random = seededRandom('kill');
    const office = openCallCentre();
    const ledger: Ledger = new Map();
    try {
      const hub = await office.start('مرکز');
      const at = await office.found(hub);
      const args = ['--sync-port', at.address.split(':').pop() ?? '0', '--discovery', 'off'];
      const desk = await office.start('میز');
      await joinCallCentre(desk, at);
      const names = ['مرکز', 'میز'] as const;
      const optionsOf = (name: string) => (name === 'مرکز' ? { args } : undefined);
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
      await hub.api.session.signIn({ name: 'سارا مدیری', password: 'salam-1405' });
      for (const name of names) keepSaving(name);
      for (let n = 0; n < kills; n += 1) {
        await pause(20 + random.next() * 150);
        const hit = random.chance(0.2) ? names : [random.pick(names)];
        for (const name of hit) {
          const core = up.get(name);
          if (core !== undefined) await office.kill(core);
          await savers.get(name);
        }
        for (const name of hit) {
          up.set(name, await office.signedIn(name, optionsOf(name)));
          keepSaving(name);
        }
        if ((n + 1) % 20 === 0) say(`${n + 1} of ${kills} kills, ${ledger.size} confirmed`);
      }
      // Two last savers each would never end: the desks are stopped, and started again to compare.
      for (const name of names) {
        const core = up.get(name);
        if (core !== undefined) await office.kill(core);
        await savers.get(name);
      }
      const cores = [];
      for (const name of names) cores.push(await office.signedIn(name, optionsOf(name)));
      const isEqual = await becomeEqual(cores, equalWithinMs);
      for (const core of cores) await office.stop(core);
      const found = names.map((name) => readFolder(office.folderOf(name)));
      const lost = found.reduce((sum, { rows }) => sum + countLost(ledger, rows), 0);
      const repeated = found.reduce((sum, { tickets, numbers }) => sum + tickets - numbers, 0);
      const damaged = found.filter(({ integrity }) => integrity !== 'ok').length;
      // The same count, with one confirmed row taken away behind the desk's back.
      const [first] = found;
      const [taken] = ledger.keys();
      const short = new Map(first?.rows);
      if (taken !== undefined) short.delete(taken);
      return {
        figures: [
          {
            id: 'G2',
            value: lost + repeated + damaged + (isEqual ? 0 : 1),
            unit: 'confirmed saves lost, numbers repeated, files damaged, replicas diverged',
            goal: 0,
            n: kills,
            confirmed: ledger.size,
            lost,
            repeated,
            damaged,
            equal: isEqual,
          },
        ],
        controls: [
          {
            control: 'G2-row-gone',
            mustCatch: 'one confirmed row is missing',
            caught: countLost(ledger, short),
          },
        ],
      };
    } finally {
      await office.close();
    }
  },
};
