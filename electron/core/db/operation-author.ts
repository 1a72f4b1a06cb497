import type { UserId } from '../../../shared/lib/ids.ts';
import { type Stamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { writtenStamp } from './far-ahead.ts';
import { type FormedBytes, readOperation } from './operation-form.ts';
import { blobOf } from './uuid-blob.ts';

/**
 * Who made the operation that a stamp names; null when it is not in this log. Clocks of one device's history
 * only rise with its sequence, so the unique index on (device, epoch, seq) is searched by halves: 20 look-ups
 * in a million operations, and no further index to keep.
 */
export const operationAuthor = (connection: Connection, shown: Stamp): UserId | null => {
  const stamp = writtenStamp(connection, shown);
  const device = blobOf(stampDeviceId(stamp));
  const hlc = stamp.slice(0, 16);
  const epochs = connection.prepare('SELECT epoch, seq FROM head WHERE device = ?').all(device) as {
    epoch: number;
    seq: number;
  }[];
  const at = connection.prepare('SELECT hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?');
  for (const { epoch, seq } of epochs) {
    let [low, high] = [1, seq];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const found = at.get(device, epoch, middle) as { hlc: string } | undefined;
      if (found !== undefined && found.hlc < hlc) low = middle + 1;
      else high = middle;
    }
    const stored = connection
      .prepare('SELECT form, bytes FROM operation WHERE device = ? AND epoch = ? AND seq = ? AND hlc = ?')
      .get(device, epoch, low, hlc) as FormedBytes | undefined;
    const read = stored && readOperation(stored);
    if (read?.ok && read.value.operation.user !== null) return read.value.operation.user;
  }
  return null;
};
