import type { UserId } from '../../../shared/lib/ids.ts';
import { type Stamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { writtenStamp } from './far-ahead.ts';
import { readOperation } from './operation-form.ts';
import { firstNotBefore, operationAt } from './operation-log.ts';
import { blobOf } from './uuid-blob.ts';

/** Who made the operation that a stamp names; null when it is not in this log. */
export const operationAuthor = (connection: Connection, shown: Stamp): UserId | null => {
  const stamp = writtenStamp(connection, shown);
  const device = stampDeviceId(stamp);
  const hlc = stamp.slice(0, 16);
  const epochs = connection.prepare('SELECT epoch FROM head WHERE device = ?').all(blobOf(device)) as {
    epoch: number;
  }[];
  for (const { epoch } of epochs) {
    const seq = firstNotBefore(connection, { device, epoch }, hlc);
    const stored = operationAt(connection, { device, epoch, seq });
    const read = stored?.hlc === hlc ? readOperation(stored) : null;
    if (read?.ok && read.value.operation.user !== null) return read.value.operation.user;
  }
  return null;
};
