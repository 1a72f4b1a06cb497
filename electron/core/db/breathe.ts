/**
 * Pieces of long work on the core's one thread. `breathe()` returns at once until the piece has taken
 * `sliceMs`; then it lets queued events (queries, peers, timers) run first.
 * @param monotonicMs milliseconds that only go forward.
 */
export const createBreath = (monotonicMs: () => number, sliceMs = 8): (() => Promise<void>) => {
  let startedMs = monotonicMs();
  return async () => {
    if (monotonicMs() - startedMs < sliceMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    startedMs = monotonicMs();
  };
};
