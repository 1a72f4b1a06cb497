/** G4: a disk that fills up at fifty points, on a small file system of its own. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { ApiFailure } from '../../support/http-client.ts';
import { poll } from '../../support/poll.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { type CallCentre, countLost, type Ledger, openCallCentre, readFolder } from './call-centre.ts';
import { type FaultRun, type Say, tries } from './figure.ts';
import type { PlantName } from './plants.ts';

const fullTries = 50;
const diskMB = 160;
/** More than fit. */
const mostSaves = 20_000;
const fewSaves = 1500;
/** With more than this the disk is not about to be full. */
const mostLeftBytes = 1024 * 1024;
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

/** Somebody else's files leave at most `bytes` free. */
const fill = (folder: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(folder);
  const file = openSync(join(folder, 'filler'), 'a');
  try {
    const piece = Buffer.alloc(64 * 1024, 1);
    for (let left = bavail * bsize - bytes; left > 0; left -= piece.length)
      writeSync(file, piece, 0, Math.min(left, piece.length));
  } catch (cause) {
    // The core writes at the same time and was quicker: it is full all the same.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause;
  } finally {
    closeSync(file);
  }
};

const isFullError = (cause: unknown): boolean => cause instanceof ApiFailure && cause.status === 507;

/**
 * Saves until the disk is full. @param crowd fills it again: the room that the core had kept back for this moment
 * would otherwise take thousands of saves.
 * @returns whether it was refused for that reason.
 */
const saveUntilFull = async (
  api: ApiClient,
  ledger: Ledger,
  note: string,
  most: number,
  crowd: () => void,
): Promise<boolean> => {
  try {
    for (let n = 0; n < most; n += 1) {
      if (n % 20 === 0) crowd();
      const displayName = `مشتری ${ledger.size}`;
      const { customerId } = await api.customer.create({ displayName, note });
      ledger.set(customerId, displayName);
    }
    return false;
  } catch (cause) {
    return isFullError(cause);
  }
};

/** @returns milliseconds; at least the limit for what never came to pass. */
const timeUntil = async (isSo: () => Promise<boolean>, limitMs: number): Promise<number> => {
  const startedAtMs = performance.now();
  const came = await poll(isSo, 'it is so', limitMs).then(
    () => true,
    () => false,
  );
  const tookMs = Math.round(performance.now() - startedAtMs);
  return came ? tookMs : Math.max(tookMs, limitMs);
};

interface Counted {
  readonly confirmed: number;
  readonly lost: number;
  readonly unconfirmed: number;
  /** Saves that failed with another word than that the disk is full, or went on for ever. */
  readonly wrongReason: number;
  readonly notReadable: number;
  readonly isDamaged: boolean;
  readonly banners: readonly number[];
  readonly recoveries: readonly number[];
}

const isLate = ({ banners, recoveries }: Counted): number =>
  banners.filter((afterMs) => afterMs > bannerWithinMs).length +
  recoveries.filter((afterMs) => afterMs > recoveryWithinMs).length;

const fillAgainAndAgain = async (
  office: CallCentre,
  disk: string,
  points: number,
  say: Say,
  plant?: PlantName,
): Promise<Counted> => {
  const random = seededRandom('disk');
  const ledger: Ledger = new Map();
  const dataDir = join(disk, 'data');
  const founded = await office.start('دیسک', { dataDir });
  await office.found(founded);
  await office.stop(founded);
  const core = await office.signedIn('دیسک', { dataDir, ...(plant === undefined ? {} : { plant }) });
  const { api } = core;
  let wrongReason = 0;
  let notReadable = 0;
  const banners: number[] = [];
  const recoveries: number[] = [];
  const isTold = async () => (await api.notices.list()).some(({ notice }) => notice.kind === 'disk-full');
  const isSaved = async (displayName: string): Promise<boolean> => {
    try {
      const { customerId } = await api.customer.create({ displayName });
      ledger.set(customerId, displayName);
      return true;
    } catch (cause) {
      if (isFullError(cause)) return false;
      throw cause;
    }
  };
  for (let point = 0; point < points; point += 1) {
    // The less of it is left, the further a write gets before it finds out.
    const leftBytes = random.integer(0, 600) * 1024;
    const crowd = () => {
      if (statfsSync(disk).bavail * statfsSync(disk).bsize > mostLeftBytes) fill(disk, leftBytes);
    };
    // Of chance, so that it is as long on the disk.
    const note = Buffer.from(random.bytes(random.integer(500, 2000))).toString('base64');
    if (!(await saveUntilFull(api, ledger, note, plant === undefined ? mostSaves : fewSaves, crowd)))
      wrongReason += 1;
    banners.push(await timeUntil(isTold, bannerWithinMs * 2));
    const { total } = await api.customer.list({ limit: 1 });
    if (total !== ledger.size) notReadable += 1;
    rmSync(join(disk, 'filler'), { force: true });
    recoveries.push(await timeUntil(() => isSaved(`پس از باز شدن جا ${point}`), recoveryWithinMs * 5));
    await timeUntil(async () => !(await isTold()), 5000);
    if ((point + 1) % 10 === 0) say(`${point + 1} of ${points} full disks, ${ledger.size} confirmed`);
  }
  await office.stop(core);
  const { rows, integrity } = readFolder(dataDir);
  return {
    confirmed: ledger.size,
    lost: countLost(ledger, rows),
    unconfirmed: [...rows.keys()].filter((id) => !ledger.has(id)).length,
    wrongReason,
    notReadable,
    isDamaged: integrity !== 'ok',
    banners,
    recoveries,
  };
};

const onSmallDisk = async <T>(run: (office: CallCentre, disk: string) => Promise<T>): Promise<T> => {
  const office = openCallCentre();
  const disk = join(office.root, 'small disk');
  mount(disk);
  try {
    return await run(office, disk);
  } finally {
    await office.close().catch(() => undefined);
    spawnSync('umount', [disk]);
    rmSync(office.root, { recursive: true, force: true });
  }
};

export const diskFullRun: FaultRun = {
  name: 'a disk that fills up',
  ids: ['G4'],
  measure: ({ share, say }) =>
    onSmallDisk(async (office, disk) => {
      const points = tries(fullTries, share);
      const counted = await fillAgainAndAgain(office, disk, points, say);
      const { confirmed, lost, unconfirmed, wrongReason, notReadable, isDamaged, banners, recoveries } =
        counted;
      return [
        {
          id: 'G4',
          value: lost + unconfirmed + wrongReason + notReadable + isLate(counted) + (isDamaged ? 1 : 0),
          unit: 'saves lost or half saved, wrong reasons, unreadable, late banners or recoveries, damage',
          goal: 0,
          n: points,
          confirmed,
          lost,
          unconfirmed,
          wrongReason,
          notReadable,
          slowestBannerMs: Math.max(...banners),
          bannerGoalMs: bannerWithinMs,
          slowestRecoveryMs: Math.max(...recoveries),
          recoveryGoalMs: recoveryWithinMs,
        },
      ];
    }),
  plant: ({ say }) =>
    onSmallDisk(async (office, disk) => {
      const counted = await fillAgainAndAgain(office, disk, 1, say, 'pass-over-full');
      return [
        {
          control: 'G4-pass-over-full',
          mustCatch: 'a core that takes a commit without room as done loses what it confirmed',
          caught: counted.lost,
        },
        {
          control: 'G4-no-banner',
          mustCatch: 'the same core tells nobody that its disk is full',
          caught: counted.banners.filter((afterMs) => afterMs > bannerWithinMs).length,
        },
      ];
    }),
};
