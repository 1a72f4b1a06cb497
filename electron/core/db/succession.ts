import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Operation } from '../../../shared/sync/operation.ts';
import { runCommand } from './commit.ts';
import type { Connection } from './connection.ts';
import { findRow } from './find-row.ts';
import { readMeta, successorOf, writeMeta } from './meta.ts';
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

/** Remembers whose place this PC takes; of several identities one after the other the first one's. */
export const standFor = (connection: Connection, former: DeviceId): void => {
  if (!readMeta(connection, 'standsFor')) writeMeta(connection, 'standsFor', former);
};

/**
 * Who went on in the hub's place may be the last one to have done so, and yet the rows name another, which was
 * admitted by somebody whom this PC had not met, and is gone since: restored once more, it is nobody any more. Then
 * nobody would be the hub. So it says once more that it is here; another one that is here as well does the same, and
 * the last word is one of theirs.
 * @param isHere whether that device is connected.
 */
export const claimSuccession = (replica: Replica, isHere: (deviceId: DeviceId) => boolean): void => {
  const { writer } = replica.db;
  const membership = replica.membership();
  const former = idSchema<'device'>().safeParse(readMeta(writer, 'standsFor'));
  if (membership === null || !former.success) return;
  const named = successorOf(writer, former.data);
  // A hub that says of itself that it is still there is the hub, and so is who took over from it.
  if (named === former.data || named === membership.deviceId || named !== membership.hubDeviceId) return;
  // It is alive, and the question settled for good.
  if (isHere(named)) return writeMeta(writer, 'standsFor', '');
  if (findRow(writer, 'device', membership.deviceId) === null) return;
  runCommand(replica, { name: 'device.stands-for', author: { userId: null } }, (tx) => {
    writeMeta(tx.connection, 'standsFor', '');
    tx.update(device, former.data, { replacedById: membership.deviceId });
    return ok(null);
  });
};
