/** G4: a disk that fills up at fifty points, on a small file system of its own. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { ApiFailure } from '../../support/http-client.ts';
import { poll } from '../../support/poll.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { countLost, type Ledger, openCallCentre, readFolder } from './call-centre.ts';
import { type FaultRun, tries } from './figure.ts';

const fullTries = 50;
const diskMB = 96;
const bannerWithinMs = 2000;
const recoveryWithinMs = 1000;

const mount = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const ran = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMB}m`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (ran.status !== 0)
    throw new Error(`A full disk needs a file system of its own, which only root can mount: ${ran.stderr}`);
};

/** Leaves at most `bytes` free. */
const fill = (folder: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(folder);
  const file = openSync(join(folder, 'filler'), 'w');
  try {
    const piece = Buffer.alloc(64 * 1024, 1);
    for (let left = bavail * bsize - bytes; left > 0; left -= piece.length)
      writeSync(file, piece, 0, Math.min(left, piece.length));
  } finally {
    closeSync(file);
  }
};

const isFullError = (cause: unknown): boolean => cause instanceof ApiFailure && cause.status === 507;

/** Saves until the disk is full. @returns whether it was refused for that reason. */
const saveUntilFull = async (api: ApiClient, ledger: Ledger, note: string): Promise<boolean> => {
  try {
    for (let n = 0; n < 20_000; n += 1) {
      const displayName = `مشتری ${ledger.size}`;
      const { customerId } = await api.customer.create({ displayName, note });
      ledger.set(customerId, displayName);
    }
    return false;
  } catch (cause) {
    return isFullError(cause);
  }
};

const timeUntil = async (isSo: () => Promise<boolean>, limitMs: number): Promise<number> => {
  const startedAtMs = performance.now();
  await poll(isSo, 'it is so', limitMs);
  return Math.round(performance.now() - startedAtMs);
};

export const diskFullRun: FaultRun = {
  name: 'a disk that fills up',
  ids: ['G4'],
  run: async ({ share, say }) => {
    const points = tries(fullTries, share);
    const random = seededRandom('disk');
    const office = openCallCentre();
    const disk = join(office.root, 'small disk');
    mount(disk);
    try {
      const ledger: Ledger = new Map();
      const dataDir = join(disk, 'data');
      const core = await office.start('دیسک', { dataDir });
      await office.found(core);
      const { api } = core;
      let wrongReason = 0;
      let notReadable = 0;
      const banners: number[] = [];
      const recoveries: number[] = [];
      const isTold = async () => (await api.notices.list()).some(({ notice }) => notice.kind === 'disk-full');
      for (let point = 0; point < points; point += 1) {
        // The less of it is left, the further a write gets before it finds out.
        fill(disk, random.integer(0, 600) * 1024);
        if (!(await saveUntilFull(api, ledger, 'ی'.repeat(random.integer(500, 2000))))) wrongReason += 1;
        banners.push(await timeUntil(isTold, bannerWithinMs * 5));
        const { total } = await api.customer.list({ limit: 1 });
        if (total !== ledger.size) notReadable += 1;
        rmSync(join(disk, 'filler'));
        const displayName = `پس از باز شدن جا ${point}`;
        recoveries.push(
          await timeUntil(async () => {
            try {
              const { customerId } = await api.customer.create({ displayName });
              ledger.set(customerId, displayName);
              return true;
            } catch (cause) {
              if (isFullError(cause)) return false;
              throw cause;
            }
          }, recoveryWithinMs * 5),
        );
        await poll(async () => !(await isTold()), 'the notice goes away', 5000);
        if ((point + 1) % 10 === 0) say(`${point + 1} of ${points} full disks, ${ledger.size} confirmed`);
      }
      await office.stop(core);
      const { rows, integrity } = readFolder(dataDir);
      const lost = countLost(ledger, rows);
      const unconfirmed = [...rows.keys()].filter((id) => !ledger.has(id)).length;
      const late =
        banners.filter((afterMs) => afterMs > bannerWithinMs).length +
        recoveries.filter((afterMs) => afterMs > recoveryWithinMs).length;
      const [taken] = ledger.keys();
      return {
        figures: [
          {
            id: 'G4',
            value: lost + unconfirmed + wrongReason + notReadable + late + (integrity === 'ok' ? 0 : 1),
            unit: 'saves lost or half saved, wrong reasons, unreadable, late banners or recoveries, damage',
            goal: 0,
            n: points,
            confirmed: ledger.size,
            lost,
            unconfirmed,
            wrongReason,
            notReadable,
            slowestBannerMs: Math.max(...banners),
            bannerGoalMs: bannerWithinMs,
            slowestRecoveryMs: Math.max(...recoveries),
            recoveryGoalMs: recoveryWithinMs,
          },
        ],
        controls: [
          {
            control: 'G4-row-gone',
            mustCatch: 'one confirmed row is missing',
            caught: countLost(ledger, new Map([...rows].filter(([id]) => id !== taken))),
          },
        ],
      };
    } finally {
      await office.close().catch(() => undefined);
      spawnSync('umount', [disk]);
      rmSync(office.root, { recursive: true, force: true });
    }
  },
};
