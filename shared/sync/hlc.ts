/**
 * Hybrid logical clock (Kulkarni et al. 2014): physical milliseconds with a counter, so that what
 * was written after seeing something always sorts after it, whatever the PCs' clocks say.
 * Text form: 12 hex digits of milliseconds, 4 of counter. Text order is time order.
 */
export type Hlc = string & { readonly __hlc: true };

const maxCounter = 0xffff;

/**
 * The latest clock value that is taken over from others, in the year 10332. Beyond it there is room for the
 * own clock to count on for ever: a peer that claims the end of time must not push anybody over it.
 */
const latestTakenMs = 0xf000_0000_0000;

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
  if (nowMs > lastMs) return format(Math.min(nowMs, latestTakenMs), 0);
  const counter = hlcCounter(last) + 1;
  // A burst of 65,536 writes within one millisecond borrows from the next one.
  return counter > maxCounter ? format(lastMs + 1, 0) : format(lastMs, counter);
};

/** The latest clock value of a millisecond. */
export const hlcUntil = (ms: number): Hlc =>
  format(Math.min(Math.max(Math.floor(ms), 0), latestTakenMs), maxCounter);

export const laterHlc = (a: Hlc, b: Hlc): Hlc => (a > b ? a : b);

/** The own clock after seeing a peer's. */
export const seenHlc = (own: Hlc, seen: Hlc): Hlc =>
  hlcMs(seen) > latestTakenMs ? own : laterHlc(own, seen);
