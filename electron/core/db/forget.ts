import type { Connection } from './connection.ts';

const localTables = [
  'operation',
  'archive_segment',
  'archive_range',
  'head',
  'sibling',
  'deferred_change',
  'command',
  'peer',
  'typed_address',
  'attachment_holder',
  'device_key',
  'set_aside_operation',
  'search_document',
  'customer_alias',
  'search_pending',
  'effective_clock',
  'held_operation',
  'stale_operation',
];
const membershipKeys = [
  'organisationId',
  'deviceCode',
  'deviceRole',
  'epoch',
  'organisationSecret',
  'hubDeviceId',
  'ticketCounter',
  'clockOffset',
  'stable',
];

/**
 * Empties a replica that has not begun to work: after a cancelled join this PC can be set up again.
 * Never called once somebody has signed in here.
 */
export const forgetMembership = (connection: Connection): void => {
  connection.sqlite.transaction(() => {
    for (const table of [...Object.keys(connection.model.entities), ...localTables])
      connection.sqlite.exec(`DELETE FROM ${table}`);
    for (const key of membershipKeys) connection.prepare('DELETE FROM meta WHERE key = ?').run(key);
  })();
};
