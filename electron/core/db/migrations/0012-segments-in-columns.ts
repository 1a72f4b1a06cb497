import type { Migration } from './migration.ts';

/**
 * Segments of the archive hold values in columns (`archive-segment.ts`), which versions before this one cannot read.
 * Those that are there stay as they are: they can be read as before.
 */
export const segmentsInColumns: Migration = {
  version: 12,
  up: () => undefined,
};
