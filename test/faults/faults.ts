import { parseArgs } from 'node:util';
import { badNetworkRun } from './harness/bad-network.ts';
import { crowdRun } from './harness/crowd.ts';
import { diskFullRun } from './harness/disk-full.ts';
import type { Control, FaultRun, Figure } from './harness/figure.ts';
import { hubLostRun } from './harness/hub-lost.ts';
import { killRun } from './harness/kill.ts';
import { powerRun } from './harness/power.ts';
import { simulationRun, suiteRuns } from './harness/suites.ts';

/**
 * `npm run faults -- [--json] [--only G2[,G3]] [--share 0.1]`: real processes, real files and real sockets under
 * faults. One line for each figure and each planted fault; exit status 1 when a promise broke or a check was blind.
 */

const runs: readonly FaultRun[] = [
  simulationRun,
  killRun,
  powerRun,
  diskFullRun,
  crowdRun,
  hubLostRun,
  badNetworkRun,
  ...suiteRuns,
];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    share: { type: 'string', default: '1' },
  },
});

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const report = (figure: Figure): boolean => {
  const ok = figure.value <= figure.goal;
  if (values.json) process.stdout.write(`${JSON.stringify({ ...figure, ok })}\n`);
  else say(`${ok ? 'ok    ' : 'FAILED'} ${figure.id}: ${figure.value} ${figure.unit} (n = ${figure.n})`);
  return ok;
};

const reportControl = (control: Control): boolean => {
  const ok = control.caught > 0;
  if (values.json) process.stdout.write(`${JSON.stringify({ ...control, ok })}\n`);
  else say(`${ok ? 'ok    ' : 'BLIND '} ${control.control}: ${control.mustCatch}`);
  return ok;
};

const main = async (): Promise<number> => {
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) {
    say('--share takes a number above 0 and up to 1.');
    return 2;
  }
  const only = values.only?.split(',');
  const chosen = runs.filter(({ ids }) => only === undefined || ids.some((id) => only.includes(id)));
  if (chosen.length === 0) {
    say(`--only takes some of: ${runs.flatMap(({ ids }) => ids).join(', ')}`);
    return 2;
  }
  let ok = true;
  for (const { name, ids, run } of chosen) {
    say(`${ids.join(', ')} ${name}`);
    const { figures, controls } = await run({ share, say });
    for (const figure of figures) ok = report(figure) && ok;
    for (const control of controls) ok = reportControl(control) && ok;
  }
  return ok ? 0 : 1;
};

process.exitCode = await main();
