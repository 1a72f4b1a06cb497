/**
 * Hybrid logical clock (Kulkarni et al. 2014): physical milliseconds with a counter, so that what
 * was written after seeing something always sorts after it, whatever the PCs' clocks say.
 * Text form: 12 hex digits of milliseconds, 4 of counter. Text order is time order.
 */
export type Hlc = string & { readonly __hlc: true };

const maxCounter = 0xffff;

// The only place where text becomes an Hlc.
const format = (ms: number, counter: number): Hlc =>
  (ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0')) as Hlc;

export const hlcZero: Hlc = format(0, 0);

const hlcPattern = /^[0-9a-f]{16}$/;

export const isHlc = (value: string): value is Hlc => hlcPattern.test(value);

/** Physical part in milliseconds UTC. */
export const hlcMs = (hlc: Hlc): number => Number.parseInt(hlc.slice(0, 12), 16);

const hlcCounter = (hlc: Hlc): number => Number.parseInt(hlc.slice(12), 16);

/** The next clock value at `nowMs`, after everything in `last`. */
export const tickHlc = (last: Hlc, nowMs: number): Hlc => {
  const lastMs = hlcMs(last);
  if (nowMs > lastMs) return format(nowMs, 0);
  const counter = hlcCounter(last) + 1;
  // A burst of 65,536 writes within one millisecond borrows from the next one.
  return counter > maxCounter ? format(lastMs + 1, 0) : format(lastMs, counter);
};

export const laterHlc = (a: Hlc, b: Hlc): Hlc => (a > b ? a : b);
