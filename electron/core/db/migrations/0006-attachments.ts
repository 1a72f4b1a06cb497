import type { Migration } from './migration.ts';
import { makeSyncedTable } from './synced-table.ts';

/** Files of customers and tickets, and which device is known to hold whose body. */
export const attachments: Migration = {
  version: 6,
  up: (sqlite) => {
    makeSyncedTable(
      sqlite,
      'attachment',
      `sha256 TEXT, sizeBytes INTEGER, chunkDigests TEXT, mediaType TEXT, fileName TEXT, kind TEXT,
       customerId BLOB, ticketId BLOB, interactionId BLOB, agentId BLOB`,
    );
    sqlite.exec(`
      CREATE INDEX attachment_customer ON attachment (customerId) WHERE customerId IS NOT NULL;
      CREATE INDEX attachment_ticket ON attachment (ticketId) WHERE ticketId IS NOT NULL;
      CREATE INDEX attachment_sha256 ON attachment (sha256);
      CREATE TABLE attachment_holder (sha256 TEXT NOT NULL, device BLOB NOT NULL, PRIMARY KEY (sha256, device)) WITHOUT ROWID;`);
  },
};
