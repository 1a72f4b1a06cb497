import type { Operation } from '../../../shared/sync/operation.ts';
import { rebuildTables } from './apply-waiting.ts';
import { takeOutOfArchive } from './archive-move.ts';
import type { Connection } from './connection.ts';
import { readOperation } from './operation-form.ts';
import { type History, operationAt, readLogFrom } from './operation-log.ts';
import { blobOf } from './uuid-blob.ts';

/** The operations of a history after `seq`, in their order. */
const operationsAfter = (connection: Connection, { device, epoch }: History, seq: number): Operation[] => {
  const places = connection
    .prepare('SELECT received FROM operation WHERE device = ? AND epoch = ? AND seq > ? ORDER BY seq')
    .all(blobOf(device), epoch, seq) as { received: number }[];
  return places.flatMap(({ received }) =>
    readLogFrom(connection, received, 1).map((stored) => {
      const read = readOperation(stored);
      if (!read.ok) throw new Error(`operation ${received} of the log is unreadable`);
      return read.value.operation;
    }),
  );
};

/**
 * Takes the end of a history out of this replica, as if it had never been accepted: its operations are set aside
 * (`set_aside_operation`, never deleted) and the tables filled again from the rest. Inside a transaction only; takes
 * as long as receiving the whole log did, when there is anything to take out.
 * @returns what was taken out, in its order.
 */
export const rewindHistory = (
  connection: Connection,
  history: History,
  seq: number,
  nowMs: number,
): Operation[] => {
  const first = operationAt(connection, { ...history, seq: seq + 1 });
  // With the one before it, which becomes the head.
  if (first !== null)
    takeOutOfArchive(connection, operationAt(connection, { ...history, seq })?.received ?? first.received);
  const taken = operationsAfter(connection, history, seq);
  if (taken.length === 0) return [];
  const device = blobOf(history.device);
  const end = [device, history.epoch, seq] as const;
  connection
    .prepare(
      `INSERT OR IGNORE INTO set_aside_operation (device, epoch, seq, hash, form, bytes, signature, at)
       SELECT device, epoch, seq, hash, form, bytes, signature, ? FROM operation
       WHERE device = ? AND epoch = ? AND seq > ?`,
    )
    .run(nowMs, ...end);
  connection.prepare('DELETE FROM operation WHERE device = ? AND epoch = ? AND seq > ?').run(...end);
  connection.prepare('DELETE FROM head WHERE device = ? AND epoch = ?').run(device, history.epoch);
  connection
    .prepare(
      `INSERT INTO head (device, epoch, seq, hash, hlc)
       SELECT device, epoch, seq, hash, hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?`,
    )
    .run(...end);
  rebuildTables(connection);
  return taken;
};
