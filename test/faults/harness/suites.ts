/** Figures that test files give as they stand: what failed in them is what must not happen. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type FaultRun, type Figure, tries } from './figure.ts';

const fuzzedFrames = 100_000;
const simulatedDays = 500;

/** The sources and the bundled program lie equally deep below the project. */
const project = (): string => {
  const places = [join(import.meta.dirname, '..', '..', '..'), join(import.meta.dirname, '..', '..')];
  const found = places.find((place) => existsSync(join(place, 'build', 'vitest.config.mjs')));
  if (found === undefined) throw new Error('The project folder is not where it was');
  return found;
};

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numTotalTests: z.int(),
});

/** Runs a program in Electron as Node. @returns what it printed, and its exit code. */
const runProgram = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; text: string }> => {
  const executable = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
  const child = spawn(executable, args, {
    cwd: project(),
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
};

const runTests = async (files: readonly string[], env: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-figures-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const config = join('build', 'vitest.config.mjs');
    const output = ['--reporter=json', `--outputFile.json=${report}`];
    await runProgram([vitest, 'run', '--config', config, ...output, ...files], env);
    return reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

interface TestedFigure {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly env?: (share: number) => Readonly<Record<string, string>>;
}

/** Each of these files plants its own faults beside what it proves. */
const tested: readonly TestedFigure[] = [
  {
    id: 'G5',
    name: 'frames of garbage',
    files: ['electron/core/sync/garbage.test.ts'],
    env: (share) => ({ PAYDAR_FUZZ_FRAMES: String(tries(fuzzedFrames, share)) }),
  },
  {
    id: 'G9',
    name: 'clocks at 2001, at 2099 and jumping',
    files: ['test/faults/clock.test.ts', 'test/simulation/clock.test.ts'],
  },
  {
    id: 'G10',
    name: 'restored backups and copied disks',
    files: ['test/faults/identity.test.ts', 'test/faults/twins.test.ts'],
  },
  { id: 'G17', name: 'versions N-1, N and N+1 in all pairs', files: ['test/migrations/skew.test.ts'] },
];

const figureOf = async ({ id, files, env }: TestedFigure, share: number): Promise<Figure> => {
  const { numFailedTests, numPassedTests, numTotalTests } = await runTests(files, env?.(share) ?? {});
  const isEmpty = numTotalTests === 0;
  return {
    id,
    value: numFailedTests + (isEmpty ? 1 : 0),
    unit: 'tests that failed',
    goal: 0,
    n: numPassedTests + numFailedTests,
    ...env?.(share),
    files: files.join(' '),
  };
};

export const suiteRuns: readonly FaultRun[] = tested.map((figure) => ({
  name: figure.name,
  ids: [figure.id],
  run: async ({ share }) => ({ figures: [await figureOf(figure, share)], controls: [] }),
}));

const tallySchema = z.looseObject({ ok: z.boolean(), seeds: z.int(), violations: z.int() });

export const simulationRun: FaultRun = {
  name: 'simulated days of an office',
  ids: ['G1'],
  run: async ({ share }) => {
    const seeds = tries(simulatedDays, share);
    const program = join('dist', 'tools', 'sim.mjs');
    const { text } = await runProgram([program, '--seeds', String(seeds), '--processes', '2', '--json']);
    const last = text.trim().split('\n').at(-1) ?? '';
    const { violations, ok, ...counted } = tallySchema.parse(JSON.parse(last));
    const details = Object.entries(counted).filter(
      (entry): entry is [string, number | string | boolean] => typeof entry[1] !== 'object',
    );
    const figure = {
      ...Object.fromEntries(details),
      id: 'G1',
      value: violations + (ok ? 0 : 1),
      unit: 'violations',
    };
    return { figures: [{ ...figure, goal: 0, n: seeds }], controls: [] };
  },
};
