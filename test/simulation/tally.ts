import type { Run } from './run-schedule.ts';

/** What many days add up to. */
export interface Tally {
  readonly seeds: number;
  readonly violations: number;
  readonly operations: number;
  readonly conflicts: number;
  readonly failedSeeds: readonly number[];
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
}

export const emptyTally: Tally = {
  seeds: 0,
  violations: 0,
  operations: 0,
  conflicts: 0,
  failedSeeds: [],
  counts: {},
};

export const tallyOf = (seed: number, run: Run): Tally => ({
  seeds: 1,
  violations: run.violations.length,
  operations: run.operations,
  conflicts: run.conflicts,
  failedSeeds: run.violations.length > 0 ? [seed] : [],
  counts: Object.fromEntries(run.counts),
});

export const addTallies = (one: Tally, other: Tally): Tally => {
  const counts: Record<string, number> = { ...one.counts };
  for (const [what, times] of Object.entries(other.counts)) counts[what] = (counts[what] ?? 0) + times;
  return {
    seeds: one.seeds + other.seeds,
    violations: one.violations + other.violations,
    operations: one.operations + other.operations,
    conflicts: one.conflicts + other.conflicts,
    failedSeeds: [...one.failedSeeds, ...other.failedSeeds].sort((a, b) => a - b),
    counts,
  };
};
