import type { Migration } from './migration.ts';

/**
 * Small operations are stored packed (`log-form.ts`), which versions before this one cannot read. What is in the log
 * stays as it is: it can be read as before, and packs away with the archive.
 */
export const packedLog: Migration = {
  version: 10,
  up: () => undefined,
};
