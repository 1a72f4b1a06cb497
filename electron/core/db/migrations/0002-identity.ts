import type { Migration } from './migration.ts';

/** Keys that sign operations, what was written on a history that parted from its other copy, and what remains findable of a device and of numbers after a new identity. */
export const identity: Migration = {
  version: 2,
  up: (sqlite) => {
    sqlite.exec(`
      ALTER TABLE device ADD COLUMN operationKey TEXT;
      ALTER TABLE device ADD COLUMN replacedById BLOB;
      ALTER TABLE ticket ADD COLUMN formerNumber TEXT;
      CREATE INDEX ticket_formerNumber ON ticket (formerNumber) WHERE formerNumber IS NOT NULL;
      CREATE TABLE device_key (device BLOB PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE set_aside_operation (
        device BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL,
        form INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        signature BLOB,
        at INTEGER NOT NULL,
        PRIMARY KEY (hash)
      ) WITHOUT ROWID;`);
  },
};
