import type { DeviceId } from '../../../shared/lib/ids.ts';
import { type Hlc, isHlc } from '../../../shared/sync/hlc.ts';
import { makeStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { clockOf, isRestamping } from './far-ahead.ts';
import type { FormedBytes } from './operation-form.ts';
import { uuidOf } from './uuid-blob.ts';
import { readAgain } from './walk-log.ts';

export interface FarOperation {
  readonly device: DeviceId;
  readonly epoch: number;
  readonly seq: number;
  readonly stamp: Stamp;
}

interface Row extends FormedBytes {
  readonly device: Buffer;
  readonly epoch: number;
  readonly seq: number;
  readonly hlc: string;
}

/**
 * Operations of this log that are dated later than `limit` and have no other clock value yet, held or applied,
 * the earliest first. Looks at one index entry for each history that has none.
 */
export const findFarAhead = (connection: Connection, limit: Hlc, most: number): FarOperation[] => {
  const histories = connection.prepare('SELECT device, epoch FROM head WHERE hlc > ?').all(limit) as Pick<
    Row,
    'device' | 'epoch'
  >[];
  const latest = connection.prepare(
    `SELECT device, epoch, seq, hlc, form, bytes FROM operation
     WHERE device = ? AND epoch = ? AND hlc > ? ORDER BY seq DESC`,
  );
  const found: (FarOperation & { readonly hlc: string })[] = [];
  for (const history of histories) {
    for (const read of latest.iterate(history.device, history.epoch, limit)) {
      // Its columns are named above.
      const row = read as Row;
      const device: DeviceId = uuidOf(row.device);
      if (!isHlc(row.hlc)) continue;
      const stamp = makeStamp(row.hlc, device);
      if (clockOf(connection, stamp) !== null || isRestamping(readAgain(row))) continue;
      found.push({ device, epoch: row.epoch, seq: row.seq, stamp, hlc: row.hlc });
    }
  }
  return found.sort((a, b) => (a.stamp < b.stamp ? -1 : 1)).slice(0, most);
};
