/** No PC that runs this program lives before it: what says so has a dead battery. 2026-01-01. */
const earliestMs = 1_767_225_600_000;
/** 2200-01-01. */
const latestMs = 7_258_118_400_000;
const dayMs = 86_400_000;
/** A call centre does not stand still for longer. */
const longestPauseMs = 400 * dayMs;

/** Two clocks that differ by no more than this are both right. */
export const toleratedSkewMs = 2 * 60_000;

/** Whether it can be this late, milliseconds UTC, when saved work is dated up to `latestSeenMs`; 0 without any. */
export const isPlausibleTime = (ms: number, latestSeenMs: number): boolean =>
  ms >= earliestMs &&
  ms <= latestMs &&
  (latestSeenMs === 0 || (ms >= latestSeenMs - toleratedSkewMs && ms <= latestSeenMs + longestPauseMs));
