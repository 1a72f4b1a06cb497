import { join } from 'node:path';
import { seededRandom } from '../../support/seeded-random.ts';
import { type CheckOutcome, checkOffice } from './check-office.ts';
import { figuresOf, isConverged, summaryOf } from './figures.ts';
import { percentile } from './latency.ts';
import type { Plant } from './plant.ts';

export interface RunCheckOptions {
  /** The folder of the sources. */
  readonly root: string;
  readonly json: boolean;
  readonly keep: boolean;
  readonly runs: number;
  readonly seed: number;
  readonly plant: Plant | undefined;
  readonly print: (line: object) => void;
  readonly say: (text: string) => void;
  /** Told how to end what runs at the moment. */
  readonly onOpen: (close: () => Promise<void>) => void;
}

interface Run {
  readonly outcome: CheckOutcome | null;
  readonly seconds: number;
}

/** Says each step with the seconds that it took. */
const stepClock = (say: RunCheckOptions['say']) => {
  let [last, sinceMs] = ['', performance.now()];
  const end = (): void => {
    if (last !== '') say(`  ${((performance.now() - sinceMs) / 1000).toFixed(1).padStart(5)} s  ${last}`);
  };
  return {
    end,
    begin: (name: string): void => {
      end();
      [last, sinceMs] = [name, performance.now()];
    },
  };
};

const reportFaults = ({ state, missing, numberFaults }: CheckOutcome, say: RunCheckOptions['say']): void => {
  if (!state.same) say(`The state hashes differ: ${JSON.stringify(state.hashes)}`);
  for (const { seat, write } of missing.slice(0, 20)) say(`Missing on ${seat}: ${JSON.stringify(write)}`);
  for (const fault of numberFaults.slice(0, 20)) say(fault);
};

const runOnce = async (options: RunCheckOptions, index: number): Promise<Run> => {
  const { say } = options;
  const seed = options.seed + index;
  const startMs = performance.now();
  const secondsSince = (): number => (performance.now() - startMs) / 1000;
  const steps = stepClock(say);
  say(`Run ${index + 1} of ${options.runs}, seed ${seed}`);
  try {
    const outcome = await checkOffice({
      sampleFile: join(options.root, 'test', 'fixtures', 'import', 'customers-fa.csv'),
      random: seededRandom(seed),
      keep: options.keep,
      plant: options.plant,
      onStep: steps.begin,
      onOpen: options.onOpen,
    });
    steps.end();
    reportFaults(outcome, say);
    return { outcome, seconds: secondsSince() };
  } catch (cause) {
    steps.end();
    let reason: unknown = cause;
    while (reason instanceof Error) {
      say(reason.message);
      reason = reason.cause;
    }
    return { outcome: null, seconds: secondsSince() };
  }
};

/** The control's own line: the planted loss has to be found both ways. */
const controlLine = (plant: Plant, { planted, state, missing }: CheckOutcome) => {
  const byHash = state.hashes.deskB !== state.hashes.hub && state.hashes.deskA === state.hashes.hub;
  const found = missing.filter(
    ({ seat, write }) =>
      seat === 'deskB' && write.kind === 'interaction' && write.interactionId === planted?.interactionId,
  );
  const byLedger = found.length === 1 && missing.length === 1;
  const mustCatch = 'a confirmed note that desk B has lost';
  return {
    control: plant,
    mustCatch,
    write: planted?.interactionId ?? null,
    byHash,
    byLedger,
    ok: byHash && byLedger,
  };
};

/** @returns the exit code: 0 only when every run converged. */
export const runCheck = async (options: RunCheckOptions): Promise<number> => {
  const { print, json, plant, runs } = options;
  const done: Run[] = [];
  for (let index = 0; index < runs; index += 1) {
    const run = await runOnce(options, index);
    done.push(run);
    const { outcome, seconds } = run;
    if (outcome === null) {
      print({ converged: false, seconds: Math.round(seconds * 10) / 10 });
      continue;
    }
    if (json && plant === undefined) for (const figure of figuresOf(outcome)) print(figure);
    if (plant !== undefined) print(controlLine(plant, outcome));
    print(summaryOf(outcome, seconds));
  }
  const converged = done.filter(({ outcome }) => outcome !== null && isConverged(outcome)).length;
  if (runs > 1) {
    const latencies = done.flatMap(({ outcome }) => outcome?.latenciesMs ?? []);
    const [p50, p95] = [0.5, 0.95].map((p) => Math.round(percentile(latencies, p) * 10) / 10);
    if (json) {
      print({
        id: 'demo.converged-runs',
        value: converged,
        unit: 'runs',
        goal: `= ${runs}`,
        ok: converged === runs,
        n: runs,
      });
    }
    print({
      converged: converged === runs,
      runs,
      convergedRuns: converged,
      latencyMs: { p50, p95, n: latencies.length },
    });
  }
  return converged === runs ? 0 : 1;
};
