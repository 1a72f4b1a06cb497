import { type Hlc, isHlc } from '../../../shared/sync/hlc.ts';
import type { Change, Operation, OperationKey } from '../../../shared/sync/operation.ts';
import {
  isStamp,
  isWritten,
  makeStamp,
  restampedStamp,
  type Stamp,
  stampDeviceId,
  stampHlc,
} from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { clockOf } from './far-ahead.ts';
import { applyOperation, operationAt, sameClockElsewhere } from './operation-log.ts';
import { readSiblings } from './siblings.ts';
import { markStale } from './stale-operations.ts';
import { collectTouched, type Touched } from './touched.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';
import { readAgain, readStored, walkLog } from './walk-log.ts';

interface Word {
  readonly stamp: Stamp;
  readonly hlc: Hlc;
}

/**
 * The stamp alone says which operation is meant; the rest of the row is for people. A word never makes anything
 * count later than it is dated: nobody shall win for ever by it.
 */
const wordOf = ({ fields }: Change): Word | null => {
  const { stamp, hlc } = fields;
  if (typeof stamp !== 'string' || !isStamp(stamp) || !isWritten(stamp)) return null;
  if (typeof hlc !== 'string' || !isHlc(hlc) || hlc >= stampHlc(stamp)) return null;
  return { stamp, hlc };
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

/** The operations here that bear a stamp: one, unless their device gave it twice, in two of its epochs. */
const operationsOf = (connection: Connection, stamp: Stamp) =>
  // No history is of epoch 0.
  sameClockElsewhere(connection, { device: stampDeviceId(stamp), epoch: 0, hlc: stampHlc(stamp) });

/** Takes an operation out of those that are held. @returns its place in the log; null when it was not held. */
const release = (connection: Connection, { device, epoch, seq }: Operation): number | null => {
  const row = connection
    .prepare('DELETE FROM held_operation WHERE device = ? AND epoch = ? AND seq = ? RETURNING received')
    .get(blobOf(device), epoch, seq) as { received: number } | undefined;
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
 * Whether an operation came after the word on it and after writes that may name it by what it was called before:
 * nobody sends in that order what he has himself received, but anybody can.
 */
const hasLateName = (connection: Connection, { hlc, device, changes }: Operation): boolean =>
  clockOf(connection, makeStamp(hlc, device)) !== null &&
  changes.some(({ entity, id }) =>
    [...readSiblings(connection, entity, blobOf(id)).values()].some(({ replaced }) =>
      replaced.some((stamp) => stampDeviceId(stamp) === device),
    ),
  );

/**
 * After an operation was applied: where it is the hub's word on others, those count by it from now on. One that
 * was held is applied; one that was applied already has its rows computed again soon, for that takes a look at the
 * whole log (`mend-stale.ts`). Inside a transaction only.
 */
export const settleRestamps = (connection: Connection, operation: Operation, touched: Touched): void => {
  const markOf = (key: OperationKey): void => {
    const stored = operationAt(connection, key);
    if (stored !== null) markStale(connection, stored.received);
  };
  if (hasLateName(connection, operation)) markOf(operation);
  for (const twin of sameClockElsewhere(connection, operation)) {
    // It counted until now.
    if (twin.key.epoch <= operation.epoch) continue;
    markStale(connection, twin.received);
    markOf(operation);
  }
  for (const change of operation.changes) {
    if (change.entity !== 'restamp' || change.kind !== 'insert') continue;
    const word = wordOf(change);
    if (word === null || !noteWord(connection, word)) continue;
    for (const stored of operationsOf(connection, word.stamp)) {
      const target = readAgain(stored);
      const { changes } = target;
      collectTouched(touched, changes);
      const received = release(connection, target);
      if (received !== null && !isNamed(connection, changes, word.stamp))
        applyOperation(connection, target, received);
      else markStale(connection, stored.received);
    }
  }
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

/** Held operations that begin to count in one transaction. */
const mostReleased = 20;

/**
 * Applies what was held and whose time has come by now, the first of it. @returns whether there may be more. Inside a
 * transaction only.
 */
export const releaseDue = (connection: Connection, limit: Hlc, touched: Touched): boolean => {
  const due = connection
    .prepare(
      'SELECT received, device, epoch, seq FROM held_operation WHERE hlc <= ? ORDER BY received LIMIT ?',
    )
    // The columns that were asked for.
    .all(limit, mostReleased) as { received: number; device: Buffer; epoch: number; seq: number }[];
  for (const { received, device, epoch, seq } of due) {
    connection.prepare('DELETE FROM held_operation WHERE received = ?').run(received);
    const operation = readStored(connection, { device: uuidOf(device), epoch, seq });
    if (operation === null) continue;
    collectTouched(touched, operation.changes);
    applyOperation(connection, operation, received);
  }
  return due.length === mostReleased;
};
