import type { CheckOutcome } from './check-office.ts';
import { percentile } from './latency.ts';

/** One measured figure, as every measuring command prints it with `--json`. */
export interface Figure {
  readonly id: string;
  readonly value: number | null;
  readonly unit: string;
  /** Null where nothing was asked for. */
  readonly goal: string | null;
  readonly ok: boolean;
  readonly n: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

export const isConverged = ({ state, missing, numberFaults }: CheckOutcome): boolean =>
  state.same && missing.length === 0 && numberFaults.length === 0;

const memoryGoalMB = 300;
const visibleGoalMs = 1000;

export const figuresOf = (outcome: CheckOutcome): Figure[] => {
  const { latenciesMs, missing, confirmedWrites, numberFaults, memoryMB } = outcome;
  const n = latenciesMs.length;
  const [p50, p95] = [round(percentile(latenciesMs, 0.5)), round(percentile(latenciesMs, 0.95))];
  const converged = isConverged(outcome);
  const memory = (['hub', 'deskA', 'deskB'] as const).map((seat) => ({
    id: `demo.memory.${seat}`,
    value: memoryMB[seat],
    unit: 'MB',
    goal: `<= ${memoryGoalMB}`,
    ok: (memoryMB[seat] ?? 0) <= memoryGoalMB,
    n: 1,
  }));
  return [
    { id: 'demo.converged', value: converged ? 1 : 0, unit: 'run', goal: '= 1', ok: converged, n: 1 },
    {
      id: 'demo.confirmed-lost',
      value: missing.length,
      unit: 'writes',
      goal: '= 0',
      ok: missing.length === 0,
      n: confirmedWrites * 3,
    },
    {
      id: 'demo.ticket-number-faults',
      value: numberFaults.length,
      unit: 'numbers',
      goal: '= 0',
      ok: numberFaults.length === 0,
      n: (outcome.state.counts.ticket ?? 0) * 3,
    },
    { id: 'demo.visible.p50', value: p50, unit: 'ms', goal: null, ok: true, n },
    {
      id: 'demo.visible.p95',
      value: p95,
      unit: 'ms',
      goal: `<= ${visibleGoalMs}`,
      ok: p95 <= visibleGoalMs,
      n,
    },
    {
      id: 'demo.import',
      value: outcome.importRowsPerSecond,
      unit: 'rows/s',
      goal: null,
      ok: true,
      n: outcome.importedRows,
    },
    ...memory,
  ];
};

/** The closing line. */
export const summaryOf = (outcome: CheckOutcome, seconds: number) => ({
  converged: isConverged(outcome),
  stateHashes: outcome.state.hashes,
  counts: outcome.state.counts,
  operations: outcome.state.operations,
  confirmedWrites: outcome.confirmedWrites,
  lostWrites: outcome.missing.length,
  seconds: round(seconds),
  latencyMs: {
    p50: round(percentile(outcome.latenciesMs, 0.5)),
    p95: round(percentile(outcome.latenciesMs, 0.95)),
  },
  importRowsPerSecond: outcome.importRowsPerSecond,
  memoryMB: outcome.memoryMB,
});
