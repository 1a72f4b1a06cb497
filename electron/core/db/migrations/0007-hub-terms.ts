import type { Migration } from './migration.ts';
import { makeSyncedTable } from './synced-table.ts';

/** Who is the hub, when the first one is gone. */
export const hubTerms: Migration = {
  version: 7,
  up: (sqlite) => makeSyncedTable(sqlite, 'hub_term', 'term INTEGER, deviceId BLOB'),
};
