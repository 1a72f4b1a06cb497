import { device } from '../../../shared/entities/device.ts';
import { ok } from '../../../shared/lib/result.ts';
import { runCommand } from './commit.ts';
import { findRow } from './find-row.ts';
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
  if (replacedById === null) return;
  runCommand(replica, { name: 'device.still-here', author: { userId: null } }, (tx) => {
    tx.update(device, membership.deviceId, { replacedById: null });
    const copy = findRow(tx.connection, 'device', replacedById);
    if (row.role === 'hub' && copy?.role === 'hub') tx.update(device, copy.id, { role: 'desk' });
    return ok(null);
  });
};
