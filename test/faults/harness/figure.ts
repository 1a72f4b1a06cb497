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

export interface Outcome {
  readonly figures: readonly Figure[];
  readonly controls: readonly Control[];
}

export type Say = (text: string) => void;

/** One kind of fault. @param share 1 for the full number of tries, less for a quick look. */
export interface FaultRun {
  readonly name: string;
  readonly ids: readonly string[];
  run(options: { readonly share: number; readonly say: Say }): Promise<Outcome>;
}

/** @returns at least one try. */
export const tries = (full: number, share: number): number => Math.max(1, Math.round(full * share));

/** @param atMost between 0 and 1: 0.95 for the 95th percentile. */
export const percentile = (values: readonly number[], atMost: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * atMost))] ?? Number.NaN;
};
