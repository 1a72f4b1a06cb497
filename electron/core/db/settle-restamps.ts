import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { type Hlc, isHlc } from '../../../shared/sync/hlc.ts';
import type { Change, Operation } from '../../../shared/sync/operation.ts';
import { isStamp, makeStamp, restampedStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { applyOperation } from './operation-log.ts';
import { recomputeRows } from './recompute-rows.ts';
import { readSiblings } from './siblings.ts';
import { collectTouched, type Touched } from './touched.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';
import { readStored, walkLog } from './walk-log.ts';

interface Word {
  readonly device: DeviceId;
  readonly epoch: number;
  readonly seq: number;
  readonly stamp: Stamp;
  readonly hlc: Hlc;
}

const wordOf = ({ fields }: Change): Word | null => {
  const { deviceId, epoch, seq, stamp, hlc } = fields;
  const device = idSchema<'device'>().safeParse(deviceId);
  if (!device.success || typeof epoch !== 'number' || typeof seq !== 'number') return null;
  if (typeof stamp !== 'string' || !isStamp(stamp) || typeof hlc !== 'string' || !isHlc(hlc)) return null;
  return { device: device.data, epoch, seq, stamp, hlc };
};

/** @returns whether it is news: of several words on one operation the lowest clock holds. */
const noteWord = (connection: Connection, { stamp, hlc }: Word): boolean =>
  connection
    .prepare(
      `INSERT INTO effective_clock (stamp, hlc, effective) VALUES (?, ?, ?)
       ON CONFLICT (stamp) DO UPDATE SET hlc = excluded.hlc, effective = excluded.effective
       WHERE excluded.hlc < hlc`,
    )
    .run(stamp, hlc, restampedStamp(hlc, stamp)).changes === 1;

/** Takes an operation out of those that are held. @returns its place in the log; null when it was not held. */
const release = (connection: Connection, word: Word): number | null => {
  const row = connection
    .prepare('DELETE FROM held_operation WHERE device = ? AND epoch = ? AND seq = ? RETURNING received')
    .get(blobOf(word.device), word.epoch, word.seq) as { received: number } | undefined;
  return row?.received ?? null;
};

/** Whether a write here already names the operation's writes as replaced, by the name that no longer counts. */
const isNamed = (connection: Connection, changes: readonly Change[], stamp: Stamp): boolean =>
  changes.some(({ entity, id }) =>
    [...readSiblings(connection, entity, blobOf(id)).values()].some(({ replaced }) =>
      replaced.includes(stamp),
    ),
  );

/**
 * After an operation was applied: where it is the hub's word on others, those count by it from now on. One that
 * was held is applied; one that was applied already has its rows computed again. Inside a transaction only.
 */
export const settleRestamps = (connection: Connection, operation: Operation, touched: Touched): void => {
  const stale: Change[] = [];
  for (const change of operation.changes) {
    if (change.entity !== 'restamp' || change.kind !== 'insert') continue;
    const word = wordOf(change);
    if (word === null || !noteWord(connection, word)) continue;
    const target = readStored(connection, word);
    if (target === null || makeStamp(target.hlc, target.device) !== word.stamp) continue;
    const { changes } = target;
    collectTouched(touched, changes);
    const received = release(connection, word);
    if (received !== null && !isNamed(connection, changes, word.stamp))
      applyOperation(connection, target, received);
    else stale.push(...changes);
  }
  if (stale.length > 0) recomputeRows(connection, stale);
};

/** Before the tables are filled from the log: what it says of when operations count, wherever that stands in it. */
export const noteWordsOfLog = (connection: Connection): void => {
  for (const { operation } of walkLog(connection, (bytes) => bytes.includes('"restamp"'))) {
    for (const change of operation.changes) {
      const word = change.entity === 'restamp' && change.kind === 'insert' ? wordOf(change) : null;
      if (word !== null) noteWord(connection, word);
    }
  }
};

/** Applies what was held and whose time has come by now. @returns how many operations. Inside a transaction only. */
export const releaseDue = (connection: Connection, limit: Hlc, touched: Touched): number => {
  const due = connection
    .prepare('DELETE FROM held_operation WHERE hlc <= ? RETURNING received, device, epoch, seq')
    .all(limit) as { received: number; device: Buffer; epoch: number; seq: number }[];
  for (const { received, device, epoch, seq } of due.sort((a, b) => a.received - b.received)) {
    const operation = readStored(connection, { device: uuidOf(device), epoch, seq });
    if (operation === null) continue;
    collectTouched(touched, operation.changes);
    applyOperation(connection, operation, received);
  }
  return due.length;
};
