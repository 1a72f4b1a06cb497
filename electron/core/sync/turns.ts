/**
 * Shares the core's one thread out among many peers. Work runs at once as long as this turn of the event loop has
 * spent little on it; the rest goes on in the next turns, in the order in which it came, so that a user's command
 * never waits for more than one piece (docs/spec/sync.md, S43).
 */
export interface Turns {
  /** @param piece synchronous, a few milliseconds at most. What it throws is its own caller's to see. */
  take<T>(piece: () => T): Promise<T>;
}

/** With the piece that is under way when it is used up, a turn stays below 16 ms. */
const turnBudgetMs = 6;

/** @param monotonicMs milliseconds that only go forward. */
export const createTurns = (monotonicMs: () => number): Turns => {
  const waiting: (() => void)[] = [];
  let isWorking = false;
  let spentMs = 0;
  let nextTurnIsSet = false;

  const work = (): void => {
    if (isWorking) return;
    isWorking = true;
    const startedMs = monotonicMs();
    const spentBeforeMs = spentMs;
    while (spentMs < turnBudgetMs) {
      const piece = waiting.shift();
      if (piece === undefined) break;
      piece();
      spentMs = spentBeforeMs + monotonicMs() - startedMs;
    }
    isWorking = false;
    if (nextTurnIsSet || (spentMs === 0 && waiting.length === 0)) return;
    nextTurnIsSet = true;
    setImmediate(() => {
      nextTurnIsSet = false;
      spentMs = 0;
      work();
    });
  };

  return {
    take: (piece) =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(piece());
          } catch (cause) {
            reject(cause);
          }
        });
        work();
      }),
  };
};
