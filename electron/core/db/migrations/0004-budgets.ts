import type { Migration } from './migration.ts';
import { makeSyncedTable } from './synced-table.ts';

/** Amounts that devices may spend apart from each other. */
export const budgets: Migration = {
  version: 4,
  up: (sqlite) => {
    makeSyncedTable(sqlite, 'budget', 'name TEXT, period TEXT, totalRial INTEGER');
    makeSyncedTable(
      sqlite,
      'grant',
      'budgetId BLOB, deviceId BLOB, amountRial INTEGER, singleMaxRial INTEGER, takenBackRial INTEGER',
    );
    makeSyncedTable(
      sqlite,
      'grant_transfer',
      'fromGrantId BLOB, toGrantId BLOB, amountRial INTEGER, agentId BLOB',
    );
    makeSyncedTable(
      sqlite,
      'spend',
      'grantId BLOB, amountRial INTEGER, reason TEXT, ticketId BLOB, customerId BLOB, agentId BLOB',
    );
    sqlite.exec(`
      CREATE INDEX grant_budget ON grant (budgetId);
      CREATE INDEX grant_transfer_from ON grant_transfer (fromGrantId);
      CREATE INDEX grant_transfer_to ON grant_transfer (toGrantId);
      CREATE INDEX spend_grant ON spend (grantId);`);
  },
};
