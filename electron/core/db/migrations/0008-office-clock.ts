import type { Migration } from './migration.ts';
import { makeSyncedTable } from './synced-table.ts';

/** What the hub says about operations that are dated far ahead, and which of them wait for its word. */
export const officeClock: Migration = {
  version: 8,
  up: (sqlite) => {
    makeSyncedTable(sqlite, 'restamp', 'deviceId BLOB, epoch INTEGER, seq INTEGER, stamp TEXT, hlc TEXT');
    sqlite.exec(`
      CREATE TABLE effective_clock (stamp TEXT PRIMARY KEY, hlc TEXT NOT NULL, effective TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX effective_clock_effective ON effective_clock (effective);
      CREATE TABLE held_operation (
        received INTEGER PRIMARY KEY,
        device BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        hlc TEXT NOT NULL
      );
      CREATE INDEX held_operation_hlc ON held_operation (hlc);`);
  },
};
