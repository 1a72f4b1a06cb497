/** One measured promise: `value` counts what must not happen, and `goal` is what it may be at most. */
export interface Figure {
  /** As in the security design: G1 … G17. */
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  /** How often it was tried. */
  readonly n: number;
  /** What else was counted or measured, by name. */
  readonly [more: string]: number | string | boolean | null;
}

/** A fault that was planted: the check has to notice it. */
export interface Control {
  readonly control: string;
  readonly mustCatch: string;
  /** How much of it was noticed; 0 means that the check is blind. */
  readonly caught: number;
}

export type Say = (text: string) => void;

export interface RunOptions {
  /** 1 for the full number of tries, less for a quick look. */
  readonly share: number;
  readonly say: Say;
}

/** One kind of fault. */
export interface FaultRun {
  readonly name: string;
  readonly ids: readonly string[];
  measure(options: RunOptions): Promise<readonly Figure[]>;
  /** The same measurements, small, where a fault was planted that they have to count. */
  plant(options: RunOptions): Promise<readonly Control[]>;
}

/** @returns at least one try. */
export const tries = (full: number, share: number): number => Math.max(1, Math.round(full * share));

/** Runs side by side, for what mostly waits. @returns what each lane gave. */
export const inLanes = <T>(
  total: number,
  lanes: number,
  run: (count: number, lane: number) => Promise<T>,
): Promise<T[]> => {
  const used = Math.min(lanes, total);
  const countOf = (lane: number) => Math.floor(total / used) + (lane < total % used ? 1 : 0);
  return Promise.all(Array.from({ length: used }, (_, lane) => run(countOf(lane), lane)));
};

/** @param atMost between 0 and 1: 0.95 for the 95th percentile. */
export const percentile = (values: readonly number[], atMost: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * atMost))] ?? Number.NaN;
};

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
