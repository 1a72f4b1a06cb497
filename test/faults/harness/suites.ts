/** Figures that test files give as they stand: what failed in them is what must not happen. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { plants } from '../../simulation/plants.ts';
import { type Control, type FaultRun, type Figure, inLanes, tries } from './figure.ts';
import { projectFolder } from './project.ts';

/** Structured frames, some six to a conversation, with a proven peer and as many with a stranger. */
const fuzzedTalks = 50_000;
const randomFrames = 1_500_000;
const simulatedDays = 500;
/** Within which each planted bug has to be found. */
const plantedDays = 500;

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
    cwd: projectFolder(),
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
};

/** @param only of the tests whose names have it. */
const runTests = async (files: readonly string[], env: Readonly<Record<string, string>>, only?: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-figures-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const config = join('build', 'vitest.config.mjs');
    const named = only === undefined ? [] : ['-t', only];
    const output = ['--reporter=json', `--outputFile.json=${report}`];
    await runProgram([vitest, 'run', '--config', config, ...output, ...files, ...named], env);
    return reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

interface PlantedTest {
  readonly control: string;
  readonly mustCatch: string;
  /** What the test files read in `PAYDAR_PLANT`. */
  readonly plant: string;
  /** The name of the test that has to fail. */
  readonly test: string;
}

interface TestedFigure {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly env?: (share: number) => Readonly<Record<string, string>>;
  readonly plants: readonly PlantedTest[];
}

const tested: readonly TestedFigure[] = [
  {
    id: 'G5',
    name: 'frames of garbage',
    files: ['electron/core/sync/garbage.test.ts'],
    env: (share) => ({
      PAYDAR_FUZZ_TALKS: String(tries(fuzzedTalks, share)),
      PAYDAR_FUZZ_FRAMES: String(tries(randomFrames, share)),
    }),
    plants: [
      {
        control: 'G5-throws',
        mustCatch: 'a session with a part that throws at some well-formed message',
        plant: 'throws',
        test: 'ends a session at worst',
      },
      {
        control: 'G5-hoards',
        mustCatch: 'a session that keeps what it was sent',
        plant: 'hoards',
        test: 'whole frames of chance',
      },
    ],
  },
  {
    id: 'G9',
    name: 'clocks at 2001, at 2099 and jumping',
    files: ['test/faults/clock.test.ts', 'test/simulation/clock.test.ts'],
    plants: [
      {
        control: 'G9-hide-clocks',
        mustCatch: 'PCs that never tell each other the time',
        plant: 'hide-clocks',
        test: 'are told within 5 s',
      },
    ],
  },
  {
    id: 'G10',
    name: 'restored backups and copied disks',
    files: ['test/faults/identity.test.ts', 'test/faults/twins.test.ts'],
    plants: [
      {
        control: 'G10-hide-histories',
        mustCatch: 'PCs that do not say how the histories end that they hold',
        plant: 'hide-histories',
        test: 'after a backup was put back',
      },
    ],
  },
  {
    id: 'G17',
    name: 'versions N-1, N and N+1 in all pairs',
    files: ['test/migrations/skew.test.ts'],
    plants: [
      {
        control: 'G17-forgets-unknown',
        mustCatch: 'a version that forgets what only a newer one knows',
        plant: 'forgets-unknown',
        test: 'nothing is lost once all are upgraded',
      },
    ],
  },
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

const controlOf = async (
  { files }: TestedFigure,
  { control, mustCatch, plant, test }: PlantedTest,
): Promise<Control> => ({
  control,
  mustCatch,
  caught: (await runTests(files, { PAYDAR_PLANT: plant }, test)).numFailedTests,
});

export const suiteRuns: readonly FaultRun[] = tested.map((figure) => ({
  name: figure.name,
  ids: [figure.id],
  measure: async ({ share }) => [await figureOf(figure, share)],
  plant: async () => {
    const controls: Control[] = [];
    for (const planted of figure.plants) controls.push(await controlOf(figure, planted));
    return controls;
  },
}));

const tallySchema = z.looseObject({ ok: z.boolean(), seeds: z.int(), violations: z.int() });
const foundSchema = z.object({ control: z.string(), mustCatch: z.string(), ok: z.boolean() });

const runSimulation = async (args: readonly string[]): Promise<string[]> => {
  const program = join('dist', 'tools', 'sim.mjs');
  const { text } = await runProgram([program, '--json', ...args]);
  return text.trim().split('\n');
};

export const simulationRun: FaultRun = {
  name: 'simulated days of an office',
  ids: ['G1'],
  measure: async ({ share }) => {
    const seeds = tries(simulatedDays, share);
    const last = (await runSimulation(['--seeds', String(seeds), '--processes', '2'])).at(-1) ?? '';
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
    return [{ ...figure, goal: 0, n: seeds }];
  },
  plant: async () => {
    const names = Object.keys(plants);
    const lanes = await inLanes(names.length, 2, async (_, lane) => {
      const controls: Control[] = [];
      for (const name of names.filter((_, at) => at % 2 === lane)) {
        const [first = ''] = await runSimulation(['--seeds', String(plantedDays), '--plant', name]);
        const { control, mustCatch, ok } = foundSchema.parse(JSON.parse(first));
        controls.push({ control: `G1-${control}`, mustCatch, caught: ok ? 1 : 0 });
      }
      return controls;
    });
    return lanes.flat();
  },
};
