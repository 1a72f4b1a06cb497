import type { Migration } from './migration.ts';

/** Operations that count otherwise than when they were applied, and whose rows are still to be computed again. */
export const staleOperations: Migration = {
  version: 11,
  up: (sqlite) =>
    sqlite.exec('CREATE TABLE stale_operation (received INTEGER PRIMARY KEY, marks INTEGER NOT NULL)'),
};
