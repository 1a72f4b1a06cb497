import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { sync } from '../../../shared/contract/sync.ts';
import type { Clock } from './ports.ts';

export type RefusalCount = OutputOf<typeof sync.refusals>[number];

/** Counts who was turned away, for the admin. By reason alone: no address and no name is kept. */
export interface RefusalCounter {
  /** @param reason one of a fixed few, never a text that came from outside. */
  note(source: RefusalCount['source'], reason: string): void;
  list(): RefusalCount[];
}

/** Counts from now on; a restart forgets. */
export const createRefusalCounter = (clock: Clock): RefusalCounter => {
  const counts = new Map<string, RefusalCount>();
  return {
    note: (source, reason) => {
      const key = `${source} ${reason}`;
      counts.set(key, { source, reason, count: (counts.get(key)?.count ?? 0) + 1, lastAt: clock.nowMs() });
    },
    list: () => [...counts.values()],
  };
};
