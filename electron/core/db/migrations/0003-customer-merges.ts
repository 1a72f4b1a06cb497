import type { Migration } from './migration.ts';
import { makeSyncedTable } from './synced-table.ts';

/** `customer_alias` belongs to this PC: for every record of a merged customer the one that is shown for it. */
export const customerMerges: Migration = {
  version: 3,
  up: (sqlite) => {
    makeSyncedTable(
      sqlite,
      'customer_merge',
      'loserId BLOB, winnerId BLOB, mergedAt INTEGER, undoneAt INTEGER',
    );
    sqlite.exec(`
      CREATE INDEX customer_merge_loser ON customer_merge (loserId);
      CREATE INDEX customer_merge_winner ON customer_merge (winnerId);
      CREATE TABLE customer_alias (id BLOB PRIMARY KEY, shown BLOB NOT NULL) WITHOUT ROWID;
      CREATE INDEX customer_alias_shown ON customer_alias (shown);`);
  },
};
