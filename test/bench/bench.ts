/** `npm run bench`: each figure beside its goal; see measure.ts. */
import { parseArgs } from 'node:util';
import { orUsage } from '../support/or-usage.ts';
import { importCustomers } from './d4-import.ts';
import type { Bench, Figure } from './measure.ts';
import { applyFresh, applyLarge } from './p1-apply.ts';
import { replicate } from './p3-replicate.ts';
import { joinByCheckpoint } from './p4-join.ts';
import { deliver } from './p5-deliver.ts';
import { painted } from './p5-painted.ts';
import { resync } from './p6-resync.ts';
import { fileSize } from './p7-size.ts';
import { fanOut } from './p8-fan-out.ts';

const { values } = orUsage('npm run bench -- [--json] [--only P1,P7] [--customers N]', () =>
  parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      customers: { type: 'string' },
    },
  }),
);
const benches: readonly Bench[] = [
  applyFresh,
  applyLarge,
  replicate,
  joinByCheckpoint(Number(values.customers ?? 20_000)),
  deliver,
  painted,
  resync,
  fileSize,
  fanOut,
  importCustomers,
];
const wanted = values.only?.split(',');
const unknown = wanted?.filter((id) => !benches.some((bench) => bench.id === id)) ?? [];

const line = ({ id, value, unit, goal, ok, n, ...details }: Figure): string => {
  const verdict = ok === null ? '' : ok ? '  holds' : '  FALLS SHORT';
  const beside = goal === null ? '' : ` (goal ${goal})`;
  return `${id}  ${value} ${unit}${beside}${verdict}  n=${n}  ${JSON.stringify(details)}`;
};

if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(', ')}. One of: ${benches.map(({ id }) => id).join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const bench of benches) {
    if (wanted !== undefined && !wanted.includes(bench.id)) continue;
    process.stderr.write(`${bench.id}: ${bench.what}\n`);
    for (const figure of await bench.run()) {
      process.stdout.write(`${values.json ? JSON.stringify(figure) : line(figure)}\n`);
      // A goal that is missed is told and is no failure of the program: only a crash is.
    }
  }
}
