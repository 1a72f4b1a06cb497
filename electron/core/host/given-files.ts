import type { Clock } from '../../../shared/lib/clock.ts';

const waitAtMostMs = 2000;
const lookEveryMs = 20;
const remembered = 100;

/** The files that the person at this PC chose in the system's dialog or dropped on the window. */
export interface GivenFiles {
  give(path: string): void;
  /** Main's word and the page's request come by different ways: the word may be a moment behind. */
  isGiven(path: string): Promise<boolean>;
}

/** A page that was taken over can ask for any path; only what a person gave it may be read. */
export const createGivenFiles = (clock: Clock): GivenFiles => {
  const paths = new Set<string>();
  return {
    give: (path) => {
      paths.delete(path);
      paths.add(path);
      const oldest = paths.values().next();
      if (paths.size > remembered && !oldest.done) paths.delete(oldest.value);
    },
    isGiven: (path) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const endMs = clock.monotonicMs() + waitAtMostMs;
      const look = (): void => {
        if (paths.has(path)) resolve(true);
        else if (clock.monotonicMs() >= endMs) resolve(false);
        else clock.after(lookEveryMs, look);
      };
      look();
      return promise;
    },
  };
};
