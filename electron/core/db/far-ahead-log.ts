import type { DeviceId } from '../../../shared/lib/ids.ts';
import { type Hlc, isHlc } from '../../../shared/sync/hlc.ts';
import { makeStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { clockOf, isRestamping } from './far-ahead.ts';
import { firstNotBefore, type History, operationAt } from './operation-log.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';
import { readStored } from './walk-log.ts';

export interface FarOperation {
  readonly device: DeviceId;
  readonly epoch: number;
  readonly seq: number;
  readonly stamp: Stamp;
}

interface Head extends History {
  readonly seq: number;
}

const hlcAt = (connection: Connection, { device, epoch }: History, seq: number): string | null => {
  const row = connection
    .prepare('SELECT hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
    .get(blobOf(device), epoch, seq) as { hlc: string } | undefined;
  return row?.hlc ?? operationAt(connection, { device, epoch, seq })?.hlc ?? null;
};

/** The name of an operation that nobody has said anything of; null for any other. */
const unsaidStamp = (connection: Connection, history: History, seq: number): Stamp | null => {
  const hlc = hlcAt(connection, history, seq);
  if (hlc === null || !isHlc(hlc)) return null;
  const stamp = makeStamp(hlc, history.device);
  return clockOf(connection, stamp) === null ? stamp : null;
};

/**
 * The number from which on operations of a history are dated later than `limit` and nobody has said anything of them.
 * The hub speaks of a history in its order, so that it is found by halves: those it has spoken of stay as they are
 * dated for ever, and are looked for after every commit.
 */
const firstUnsaid = (connection: Connection, head: Head, limit: Hlc): number => {
  // Later than `limit` itself, and than nothing that is later than it.
  let low = firstNotBefore(connection, head, `${limit}0`);
  let high = head.seq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (unsaidStamp(connection, head, middle) === null) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Operations of this log that are dated later than `limit` and have no other clock value yet, held or applied,
 * the earliest first. Looks at one index entry for each history that has none.
 */
export const findFarAhead = (connection: Connection, limit: Hlc, most: number): FarOperation[] => {
  const heads = connection.prepare('SELECT device, epoch, seq FROM head WHERE hlc > ?').all(limit) as {
    device: Buffer;
    epoch: number;
    seq: number;
  }[];
  const found: FarOperation[] = [];
  for (const { device, epoch, seq: last } of heads) {
    const history = { device: uuidOf<DeviceId>(device), epoch };
    const from = firstUnsaid(connection, { ...history, seq: last }, limit);
    for (let seq = from, count = 0; seq <= last && count < most; seq += 1) {
      const stamp = unsaidStamp(connection, history, seq);
      const operation = stamp && readStored(connection, { ...history, seq });
      if (stamp === null || operation === null || isRestamping(operation)) continue;
      found.push({ ...history, seq, stamp });
      count += 1;
    }
  }
  return found.sort((a, b) => (a.stamp < b.stamp ? -1 : 1)).slice(0, most);
};
