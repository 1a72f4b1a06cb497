import { device } from '../../../shared/entities/device.ts';
import { ok } from '../../../shared/lib/result.ts';
import { runCommand } from './commit.ts';
import { findRow, findRows } from './find-row.ts';
import { readHubTerms } from './hub-terms.ts';
import { writeMembership } from './meta.ts';
import type { Replica } from './replica.ts';

/**
 * A PC that reads of itself that another device goes on in its place, and is still there, says so: the other one is
 * a copy beside it. Of two hubs the one that was copied stays the hub.
 */
export const correctSuccession = (replica: Replica): void => {
  const membership = replica.membership();
  if (membership === null) return;
  const { writer } = replica.db;
  const row = findRow(writer, 'device', membership.deviceId);
  if (row === null) return;
  const { replacedById } = row;
  if (replacedById !== null) {
    runCommand(replica, { name: 'device.still-here', author: { userId: null } }, (tx) => {
      tx.update(device, membership.deviceId, { replacedById: null });
      const copy = findRow(tx.connection, 'device', replacedById);
      if (membership.role === 'hub' && copy?.role === 'hub') tx.update(device, copy.id, { role: 'desk' });
      return ok(null);
    });
    return;
  }
  // Who was made the hub since is the hub by its term, whatever its row says.
  if (membership.role !== 'hub' || row.role === 'hub' || readHubTerms(writer).length > 0) return;
  const [hub] = findRows(writer, 'device', "role = 'hub' AND replacedById IS NULL", []);
  if (hub !== undefined) writeMembership(writer, { ...membership, role: 'desk', hubDeviceId: hub.id });
};
