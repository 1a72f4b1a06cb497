import type { Migration } from './migration.ts';

/** Keys that sign operations, and what remains findable of a device and of numbers after a new identity. */
export const identity: Migration = {
  version: 2,
  up: (sqlite) => {
    sqlite.exec(`
      ALTER TABLE device ADD COLUMN operationKey TEXT;
      ALTER TABLE device ADD COLUMN replacedById BLOB;
      ALTER TABLE ticket ADD COLUMN formerNumber TEXT;
      CREATE INDEX ticket_formerNumber ON ticket (formerNumber) WHERE formerNumber IS NOT NULL;
      CREATE TABLE device_key (device BLOB PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;`);
  },
};
