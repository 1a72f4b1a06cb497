import { parseArgs } from 'node:util';
import { orUsage } from '../support/or-usage.ts';
import { silenceRun, slowLineRun } from './harness/bad-network.ts';
import { crowdRun } from './harness/crowd.ts';
import { diskFullRun } from './harness/disk-full.ts';
import type { Control, FaultRun, Figure } from './harness/figure.ts';
import { hubLostRun } from './harness/hub-lost.ts';
import { killRun } from './harness/kill.ts';
import { powerRun } from './harness/power.ts';
import { simulationRun, suiteRuns } from './harness/suites.ts';

/**
 * `npm run faults`: real processes, real files and real sockets under faults. One line for each figure and each planted fault; exit status 1 when a promise broke, a check
 * was blind or could not be made here. `--control` only plants the faults.
 */

const runs: readonly FaultRun[] = [
  simulationRun,
  killRun,
  powerRun,
  diskFullRun,
  hubLostRun,
  silenceRun,
  slowLineRun,
  ...suiteRuns,
  crowdRun,
];

/** File systems and network cards of their own. */
const needRoot: readonly string[] = ['G4', 'G12', 'G13'];

const ids = runs.flatMap((run) => run.ids);
const usage = `npm run faults -- [--json] [--only ${ids.join(',')}] [--share 0.1] [--control]`;

const { values } = orUsage(usage, () =>
  parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      share: { type: 'string', default: '1' },
      control: { type: 'boolean', default: false },
    },
  }),
);

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const print = (ok: boolean, line: object, text: string): boolean => {
  if (values.json) process.stdout.write(`${JSON.stringify({ ...line, ok })}\n`);
  else say(text);
  return ok;
};

const report = (figure: Figure): boolean => {
  const ok = figure.value <= figure.goal;
  const { id, value, unit, n } = figure;
  return print(ok, figure, `${ok ? 'ok    ' : 'FAILED'} ${id}: ${value} ${unit} (n = ${n})`);
};

const reportControl = (control: Control): boolean => {
  const ok = control.caught > 0;
  return print(ok, control, `${ok ? 'ok    ' : 'BLIND '} ${control.control}: ${control.mustCatch}`);
};

/** What could not be measured is no promise kept. */
const reportFailure = (run: FaultRun, part: 'measure' | 'plant', cause: unknown): boolean => {
  const detail = cause instanceof Error ? cause.message : String(cause);
  say(cause instanceof Error ? (cause.stack ?? detail) : detail);
  return print(false, { ids: run.ids, part, notMeasured: detail }, `FAILED ${run.ids.join(', ')}: ${detail}`);
};

const perform = async (run: FaultRun, share: number): Promise<boolean> => {
  say(`${run.ids.join(', ')} ${run.name}`);
  let ok = true;
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 100) / 10;
  if (!values.control) {
    try {
      for (const figure of await run.measure({ share, say }))
        ok = report({ ...figure, seconds: seconds() }) && ok;
    } catch (cause) {
      ok = reportFailure(run, 'measure', cause);
    }
  }
  try {
    for (const control of await run.plant({ share, say })) ok = reportControl(control) && ok;
  } catch (cause) {
    ok = reportFailure(run, 'plant', cause);
  }
  say(`${run.ids.join(', ')} took ${seconds()} s`);
  return ok;
};

const main = async (): Promise<number> => {
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) {
    say('--share takes a number above 0 and up to 1.');
    return 2;
  }
  const only = values.only?.split(',');
  const unknown = only?.filter((id) => !ids.some((known) => known === id)) ?? [];
  if (unknown.length > 0) {
    say(`There is no ${unknown.join(', ')}. --only takes some of: ${ids.join(', ')}`);
    return 2;
  }
  const chosen = runs.filter((run) => only === undefined || run.ids.some((id) => only.includes(id)));
  const beyond = chosen.flatMap((run) => run.ids).filter((id) => needRoot.includes(id));
  if (process.getuid?.() !== 0 && beyond.length > 0)
    say(`Not root on Linux: ${beyond.join(', ')} cannot be measured, and the exit status will be 1.`);
  let ok = true;
  for (const run of chosen) ok = (await perform(run, share)) && ok;
  return ok ? 0 : 1;
};

process.exitCode = await main();
