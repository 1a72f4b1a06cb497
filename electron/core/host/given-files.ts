import type { Clock } from '../../../shared/lib/clock.ts';

const waitAtMostMs = 2000;
const lookEveryMs = 20;
const remembered = 100;

/** The files that the person at this PC chose in the system's dialogs or dropped on the window. */
export interface GivenFiles {
  /** @param use whether it was chosen to be read, or as the place to write to. */
  give(path: string, use: 'read' | 'write'): void;
  /** Main's word and the page's request come by different ways: the word may be a moment behind. */
  mayRead(path: string): Promise<boolean>;
  mayWrite(path: string): Promise<boolean>;
}

/** A page that was taken over can ask for any path; only what a person gave it may be read or written. */
export const createGivenFiles = (clock: Clock): GivenFiles => {
  const given = { read: new Set<string>(), write: new Set<string>() };
  const isGiven = (paths: ReadonlySet<string>, path: string): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const endMs = clock.monotonicMs() + waitAtMostMs;
    const look = (): void => {
      if (paths.has(path)) resolve(true);
      else if (clock.monotonicMs() >= endMs) resolve(false);
      else clock.after(lookEveryMs, look);
    };
    look();
    return promise;
  };
  return {
    give: (path, use) => {
      const paths = given[use];
      paths.delete(path);
      paths.add(path);
      const oldest = paths.values().next();
      if (paths.size > remembered && !oldest.done) paths.delete(oldest.value);
    },
    mayRead: (path) => isGiven(given.read, path),
    mayWrite: (path) => isGiven(given.write, path),
  };
};
