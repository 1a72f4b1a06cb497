/**
 * Time and randomness as parameters: only the composition roots (`core/start.ts`, the hosts, the
 * simulator) make them.
 */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Unix time in milliseconds, as this PC believes it. May jump. */
  nowMs(): number;
  /** Milliseconds that only go forward, from an arbitrary start. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`. Never keeps the process alive by itself. */
  after(delayMs: number, run: () => void): Timer;
}

export interface Random {
  bytes(length: number): Uint8Array;
}
