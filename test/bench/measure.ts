/** Figures as ratios of two sides that take turns in one run, so that the machine and its mood cancel out. */

export interface Figure {
  /** The goal that it belongs to, as in `P1`; a figure beside a goal has a name of its own. */
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Null where nothing is promised. */
  readonly goal: number | null;
  readonly ok: boolean | null;
  /** Rounds that were measured. */
  readonly n: number;
  readonly [detail: string]: unknown;
}

export interface Bench {
  readonly id: string;
  readonly what: string;
  run(): Promise<readonly Figure[]>;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('the median of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** Milliseconds that a synchronous piece of work takes. */
export const timed = (work: () => void): number => {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
};

export interface Compared {
  /** Median of ours ÷ theirs, each round for itself. */
  readonly ratio: number;
  /** The lowest and the highest of those. */
  readonly spread: readonly [number, number];
  readonly oursMs: number;
  readonly theirsMs: number;
  readonly n: number;
}

/**
 * Lets two sides take turns, beginning with the other one each round; the first round only warms both up.
 * @param ours, theirs milliseconds that a round took, or any other measure; the ratio is that of the speeds.
 */
export const compared = (rounds: number, ours: () => number, theirs: () => number): Compared => {
  const ratios: number[] = [];
  const oursMs: number[] = [];
  const theirsMs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const isOursFirst = round % 2 === 0;
    const first = isOursFirst ? ours() : theirs();
    const second = isOursFirst ? theirs() : ours();
    if (round === 0) continue;
    const [own, other] = isOursFirst ? [first, second] : [second, first];
    ratios.push(other / own);
    oursMs.push(own);
    theirsMs.push(other);
  }
  return {
    ratio: rounded(median(ratios)),
    spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    oursMs: rounded(median(oursMs), 1),
    theirsMs: rounded(median(theirsMs), 1),
    n: rounds,
  };
};
