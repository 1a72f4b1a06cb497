import type { ClockedOperation } from './stored-operation.ts';

export type Segment = readonly ClockedOperation[];

/** Segments that were unpacked lately: whoever reads the archive reads neighbours. */
export interface SegmentCache {
  /** @param id of its row, which is never given twice. */
  get(id: number, unpack: () => Segment): Segment;
  /** After a segment was written anew. */
  clear(): void;
}

/** Some MiB each. */
const mostSegments = 8;

export const createSegmentCache = (): SegmentCache => {
  const kept = new Map<number, Segment>();
  return {
    get: (id, unpack) => {
      const segment = kept.get(id) ?? unpack();
      // Moved to the end; the one that nobody has asked for longest goes.
      kept.delete(id);
      kept.set(id, segment);
      const [oldest] = kept.keys();
      if (kept.size > mostSegments && oldest !== undefined) kept.delete(oldest);
      return segment;
    },
    clear: () => kept.clear(),
  };
};
