import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { orUsage } from '../support/or-usage.ts';
import { generateSchedule } from './generate.ts';
import { type Plant, plants } from './plants.ts';
import { type Run, runSchedule } from './run-schedule.ts';
import { shrink } from './shrink.ts';
import { type Schedule, scheduleSchema } from './step.ts';
import { serveSweeps, sweepHere, sweepInProcesses } from './sweep.ts';
import type { Tally } from './tally.ts';

/**
 * Random days of a simulated office on the real core. With `--plant` it must find the bug; without, nothing may
 * be wrong.
 */
const usage = `npm run sim -- [--seeds N] [--from S] [--processes P] [--plant BUG|list] [--json]
npm run sim -- --replay SEED | --replay-file FILE [--plant BUG]`;

const { values } = orUsage(usage, () =>
  parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      processes: { type: 'string', default: '1' },
      plant: { type: 'string' },
      replay: { type: 'string' },
      'replay-file': { type: 'string' },
      json: { type: 'boolean', default: false },
      /** Of a process that another one started. */
      worker: { type: 'boolean', default: false },
    },
  }),
);

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const plant: Plant | undefined = values.plant === undefined ? undefined : plants[values.plant];
const plantArguments = values.plant === undefined ? [] : ['--plant', values.plant];
const plantText = plantArguments.map((part) => ` ${part}`).join('');

const describe = (schedule: Schedule, run: Run): string =>
  [
    `seed ${schedule.seed}, a hub and ${schedule.desks} desks:`,
    ...run.story.map((line) => `  ${line}`),
    ...run.violations.map(({ rule, detail }) => `  ! ${rule}: ${detail}`),
  ].join('\n');

/** Shows the shortest day that breaks the same promise, and how to repeat it. */
const explain = async (seed: number): Promise<void> => {
  const whole = generateSchedule(seed);
  const { violations } = await runSchedule(whole, { plant });
  const [first] = violations;
  say(`seed ${seed} fails: ${violations.map(({ rule, detail }) => `${rule} (${detail})`).join(', ')}`);
  if (first === undefined) return;
  const short = await shrink(whole, async (candidate) =>
    (await runSchedule(candidate, { plant })).violations.some(({ rule }) => rule === first.rule),
  );
  const file = join(tmpdir(), `paydar-sim-${seed}.json`);
  writeFileSync(file, `${JSON.stringify(short)}\n`);
  say(describe(short, await runSchedule(short, { plant })));
  say(`The whole day again: npm run sim -- --replay ${seed}${plantText}`);
  say(`The short one: npm run sim -- --replay-file ${file}${plantText}`);
};

/** Whoever waits sees that it goes on. */
const progressEveryMs = 5000;

const sweep = async (from: number, seeds: number, processes: number): Promise<number> => {
  const started = performance.now();
  const seconds = (): number => Number(((performance.now() - started) / 1000).toFixed(1));
  let toldMs = started;
  const onProgress = (tally: Tally): void => {
    if (performance.now() - toldMs < progressEveryMs) return;
    toldMs = performance.now();
    say(`${tally.seeds} of ${seeds} seeds, ${tally.failedSeeds.length} failed, ${seconds()} s`);
  };
  // A tenth of the days, and at most a hundred, are lived twice.
  const twiceBefore = plant === undefined ? from + Math.min(100, Math.ceil(seeds / 10)) : from;
  const range = { from, seeds, twiceBefore };
  const tally =
    processes > 1
      ? await sweepInProcesses(range, processes, ['--worker', ...plantArguments], onProgress)
      : await sweepHere(range, plant, onProgress);
  const took = seconds();
  const [failedSeed = null] = tally.failedSeeds;
  const isFound = failedSeed !== null;
  const ok = plant === undefined ? !isFound : isFound;
  // A planted bug that is found is nothing to be explained.
  if (failedSeed !== null && plant === undefined) await explain(failedSeed);
  const { counts, ...sums } = tally;
  if (values.json && plant === undefined) {
    print({ id: 'G1', value: tally.violations, unit: 'violations', goal: 0, ok, ...sums });
  }
  if (plant !== undefined) print({ control: values.plant, mustCatch: plant.what, ok, seed: failedSeed });
  const { join: joins = 0, forks = 0, copies = 0, repeated = 0, ...steps } = counts;
  print({ ok, ...sums, repeated, forks, joins, copies, failedSeed, steps, seconds: took });
  return ok ? 0 : 1;
};

const replay = async (schedule: Schedule): Promise<number> => {
  const run = await runSchedule(schedule, { plant, isTraced: true });
  say(describe(schedule, run));
  const ok = run.violations.length === 0;
  print({ ok, seed: schedule.seed, hash: run.hash, trace: run.trace });
  return ok ? 0 : 1;
};

/** @returns null for what is not a whole number from 1. */
const readCount = (text: string): number | null => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);

const readSchedule = (file: string): Schedule | null => {
  try {
    const read = scheduleSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
};

const misuse = (text: string): number => {
  say(text);
  return 2;
};

const main = async (): Promise<number> => {
  if (values.plant === 'list') {
    for (const [name, { what }] of Object.entries(plants)) print({ plant: name, what });
    return 0;
  }
  if (values.plant !== undefined && plant === undefined)
    return misuse(`No such bug: ${values.plant}. \`--plant list\` names them.`);
  if (values.worker) {
    await serveSweeps(plant);
    return 0;
  }
  if (values['replay-file'] !== undefined) {
    const schedule = readSchedule(values['replay-file']);
    return schedule === null ? misuse('There is no schedule in that file.') : replay(schedule);
  }
  if (values.replay !== undefined) {
    const seed = readCount(values.replay);
    return seed === null ? misuse('--replay takes a whole number from 1.') : replay(generateSchedule(seed));
  }
  const [from, seeds, processes] = [values.from, values.seeds, values.processes].map(readCount);
  if (!from || !seeds || !processes)
    return misuse('--seeds, --from and --processes take whole numbers from 1.');
  return sweep(from, seeds, processes);
};

process.exitCode = await main();
