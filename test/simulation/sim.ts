import { parseArgs } from 'node:util';
import { plants } from './plants.ts';
import { runSeed, type SeedReport } from './run-seed.ts';

/**
 * `npm run sim -- [--seeds N] [--from S] [--plant BUG|list] [--replay SEED] [--json]`: random days of a
 * simulated office on the real core. With `--plant` it must find the bug; without, nothing may be wrong.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    plant: { type: 'string' },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const describe = (report: SeedReport): string =>
  [
    `seed ${report.seed}:`,
    ...report.schedule.map((line) => `  ${line}`),
    ...report.violations.map(({ rule, detail }) => `  ! ${rule}: ${detail}`),
  ].join('\n');

const sweep = async (first: number, count: number): Promise<number> => {
  const plant = values.plant === undefined ? undefined : plants[values.plant];
  const started = performance.now();
  let violations = 0;
  let operations = 0;
  let conflicts = 0;
  let failed: number | null = null;
  let ran = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const report = await runSeed({ seed, plant });
    ran += 1;
    violations += report.violations.length;
    operations += report.operations;
    conflicts += report.conflicts;
    if (report.violations.length > 0) {
      failed = seed;
      say(describe(report));
      say(`repeat it with: npm run sim -- --replay ${seed}${values.plant ? ` --plant ${values.plant}` : ''}`);
      break;
    }
    if (ran % 50 === 0) say(`${ran} of ${count} seeds`);
  }
  const seconds = (performance.now() - started) / 1000;
  const found = violations > 0;
  const ok = plant === undefined ? !found : found;
  if (values.json && plant === undefined) {
    print({ id: 'G1', value: violations, unit: 'violations', goal: 0, ok, n: ran, operations, conflicts });
  }
  if (plant !== undefined) print({ control: values.plant, mustCatch: plant.what, ok, seed: failed, n: ran });
  print({
    ok,
    seeds: ran,
    violations,
    operations,
    conflicts,
    failedSeed: failed,
    seconds: Number(seconds.toFixed(1)),
  });
  return ok ? 0 : 1;
};

/** @returns null for what is not a whole number from 1. */
const readCount = (text: string): number | null => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);

const main = async (): Promise<number> => {
  if (values.plant === 'list') {
    for (const [name, { what }] of Object.entries(plants)) print({ plant: name, what });
    return 0;
  }
  if (values.plant !== undefined && plants[values.plant] === undefined) {
    say(`No such bug: ${values.plant}. \`--plant list\` names them.`);
    return 2;
  }
  if (values.replay !== undefined) {
    const plant = values.plant === undefined ? undefined : plants[values.plant];
    const report = await runSeed({ seed: Number(values.replay), plant });
    say(describe(report));
    print({ ok: report.violations.length === 0, seed: report.seed, hash: report.hash });
    return report.violations.length === 0 ? 0 : 1;
  }
  const [from, seeds] = [readCount(values.from), readCount(values.seeds)];
  if (from === null || seeds === null) {
    say('--seeds and --from take whole numbers from 1.');
    return 2;
  }
  return sweep(from, seeds);
};

process.exitCode = await main();
