import { fork } from 'node:child_process';
import { z } from 'zod';
import { type Blank, makeBlank } from './blank.ts';
import { generateSchedule } from './generate.ts';
import type { Plant } from './plants.ts';
import { type Run, runSchedule } from './run-schedule.ts';
import { addTallies, emptyTally, type Tally, tallyOf } from './tally.ts';
import type { Violation } from './violation.ts';

const seedsPerTask = 20;
/** After so many failing days there is enough to look at. */
const enoughFailures = 5;

export interface SweepRange {
  readonly from: number;
  readonly seeds: number;
  /** Days before this one are lived a second time, which has to be the same bit for bit. */
  readonly twiceBefore: number;
}

const task = z.object({ from: z.int(), seeds: z.int(), twiceBefore: z.int() });
const tallySchema = z.object({
  seeds: z.int(),
  violations: z.int(),
  operations: z.int(),
  conflicts: z.int(),
  failedSeeds: z.array(z.int()),
  counts: z.record(z.string(), z.int()),
});

/** A day that is lived twice, each frame and each state on the way compared. */
const runTwice = async (seed: number, blank: Blank, plant?: Plant): Promise<Run> => {
  const live = (): Promise<Run> => runSchedule(generateSchedule(seed), { plant, blank, isTraced: true });
  const run = await live();
  const counts = new Map([...run.counts, ['repeated', 1]]);
  const isSame = (await live()).trace === run.trace;
  const other: Violation = { rule: 'not-repeated', detail: 'the day was another one the second time' };
  return { ...run, counts, violations: isSame ? run.violations : [...run.violations, other] };
};

const runSeed = (seed: number, blank: Blank, plant?: Plant, isTwice = false): Promise<Run> =>
  isTwice ? runTwice(seed, blank, plant) : runSchedule(generateSchedule(seed), { plant, blank });

/**
 * Runs days one after the other, up to the first that fails.
 * @param onProgress told after each day.
 */
export const sweepHere = async (
  { from, seeds, twiceBefore }: SweepRange,
  plant?: Plant,
  onProgress?: (tally: Tally) => void,
): Promise<Tally> => {
  const blank = makeBlank();
  let tally = emptyTally;
  for (let seed = from; seed < from + seeds && tally.failedSeeds.length === 0; seed += 1) {
    const run = await runSeed(seed, blank, plant, seed < twiceBefore);
    // A day that is bad by itself says nothing about a planted bug.
    const isOwnFault =
      plant !== undefined && run.violations.length > 0 && (await runSeed(seed, blank)).violations.length > 0;
    if (!isOwnFault) tally = addTallies(tally, tallyOf(seed, run));
    onProgress?.(tally);
  }
  return tally;
};

/** The other end of `sweepInProcesses`: runs what it is sent, until it is let go. */
export const serveSweeps = (plant?: Plant): Promise<void> =>
  new Promise((resolve) => {
    process.on('message', (message) => {
      sweepHere(task.parse(message), plant).then((tally) => process.send?.(tally), endOnBug);
    });
    process.on('disconnect', resolve);
  });

const endOnBug = (cause: unknown): void => {
  process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
  process.exit(1);
};

/**
 * Runs days in several processes of this very program.
 * @param workerArguments make the program call `serveSweeps`.
 * @param onProgress told now and then.
 */
export const sweepInProcesses = async (
  { from, seeds, twiceBefore }: SweepRange,
  processes: number,
  workerArguments: readonly string[],
  onProgress: (tally: Tally) => void,
): Promise<Tally> => {
  let tally = emptyTally;
  let next = from;
  const end = from + seeds;
  const program = process.argv[1];
  if (program === undefined) throw new Error('this program does not know where it is');

  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(program, workerArguments, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const give = (): void => {
        if (next >= end || tally.failedSeeds.length >= enoughFailures) return child.disconnect();
        const size = Math.min(seedsPerTask, end - next);
        child.send({ from: next, seeds: size, twiceBefore });
        next += size;
      };
      child.on('message', (message) => {
        tally = addTallies(tally, tallySchema.parse(message));
        onProgress(tally);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error('a process of the sweep ended')),
      );
      give();
    });

  await Promise.all(Array.from({ length: processes }, work));
  return tally;
};
