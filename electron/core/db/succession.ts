import { device } from '../../../shared/entities/device.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Operation } from '../../../shared/sync/operation.ts';
import { runCommand } from './commit.ts';
import { findRow } from './find-row.ts';
import type { Replica } from './replica.ts';

const stillHere = 'device.still-here';

/** Said by a device of itself: it means nothing any more once that device goes on as another one. */
export const saysStillHere = ({ command }: Operation): boolean => command === stillHere;

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
  runCommand(replica, { name: stillHere, author: { userId: null } }, (tx) => {
    tx.update(device, membership.deviceId, { replacedById: null });
    const copy = findRow(tx.connection, 'device', replacedById);
    if (row.role === 'hub' && copy?.role === 'hub') tx.update(device, copy.id, { role: 'desk' });
    return ok(null);
  });
};
