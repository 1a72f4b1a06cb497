import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import { takeOutOfArchive } from './archive-move.ts';
import type { Connection } from './connection.ts';
import type { FormedBytes } from './operation-form.ts';
import { type History, operationAt, readHead, sameClockElsewhere } from './operation-log.ts';
import { recomputeRows } from './recompute-rows.ts';
import { countLogEdition, openRowHistory, type RowHistory, type RowName, rowKey } from './row-history.ts';
import type { Steps } from './steps.ts';
import { blobOf } from './uuid-blob.ts';
import { readAgain } from './walk-log.ts';

interface Taken {
  readonly operation: Operation;
  readonly received: number;
}

/** The operations of a history after `seq`, in their order. A step reads one. */
function* operationsAfter(connection: Connection, history: History, seq: number): Steps<Taken[]> {
  const taken: Taken[] = [];
  for (let next = seq + 1; next <= readHead(connection, history).seq; next += 1) {
    const stored = operationAt(connection, { ...history, seq: next });
    if (stored === null) throw new Error(`operation ${next} of a history is not in the log`);
    taken.push({ operation: readAgain(stored), received: stored.received });
    yield;
  }
  return taken;
}

const rowsOf = (connection: Connection, taken: readonly Taken[]): RowName[] => [
  ...new Map(
    taken.flatMap(({ operation }) =>
      // One that bears the same stamp counts instead from now on.
      [operation, ...sameClockElsewhere(connection, operation).map(readAgain)]
        .flatMap(({ changes }) => changes)
        .map(({ entity, id }) => [rowKey({ entity, id }), { entity, id }] as const),
    ),
  ).values(),
];

/**
 * Looks up beforehand what taking the end of a history out will need: what the log says of the rows that it wrote.
 * Changes nothing; whatever is written meanwhile is looked up by `rewindHistory`.
 */
export function* prepareRewind(connection: Connection, history: History, seq: number): Steps<RowHistory> {
  const rows = openRowHistory(
    connection,
    rowsOf(connection, yield* operationsAfter(connection, history, seq)),
  );
  yield* rows.read();
  return rows;
}

/** Operations that are moved in one statement. */
const movedTogether = 200;

/** Moves the end of a history from the log to what was set aside, and its head back to `seq`. */
function* setEndAside(connection: Connection, history: History, seq: number, nowMs: number): Steps<void> {
  const own = [blobOf(history.device), history.epoch] as const;
  const last = readHead(connection, history).seq;
  for (const table of ['deferred_change', 'search_pending', 'stale_operation', 'held_operation']) {
    connection
      .prepare(
        `DELETE FROM ${table} WHERE received IN
         (SELECT received FROM operation WHERE device = ? AND epoch = ? AND seq > ?)`,
      )
      .run(...own, seq);
  }
  for (let from = seq; from < last; from += movedTogether) {
    const stretch = [...own, from, from + movedTogether] as const;
    connection
      .prepare(
        `INSERT OR IGNORE INTO set_aside_operation (device, epoch, seq, hash, form, bytes, signature, at)
         SELECT device, epoch, seq, hash, form, bytes, signature, ? FROM operation
         WHERE device = ? AND epoch = ? AND seq > ? AND seq <= ?`,
      )
      .run(nowMs, ...stretch);
    connection
      .prepare('DELETE FROM operation WHERE device = ? AND epoch = ? AND seq > ? AND seq <= ?')
      .run(...stretch);
    yield;
  }
  connection.prepare('DELETE FROM head WHERE device = ? AND epoch = ?').run(...own);
  connection
    .prepare(
      `INSERT INTO head (device, epoch, seq, hash, hlc)
       SELECT device, epoch, seq, hash, hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?`,
    )
    .run(...own, seq);
}

/**
 * Keeps an operation that is written again, and is in no log any more, beside those that were taken out of this one.
 * Inside a transaction only.
 * @returns false when it was kept before: it has been written again.
 */
export const keepAside = (
  connection: Connection,
  { device, epoch, seq }: OperationKey,
  stored: FormedBytes & { readonly hash: Buffer; readonly signature: Uint8Array | null },
  nowMs: number,
): boolean =>
  connection
    .prepare(
      `INSERT OR IGNORE INTO set_aside_operation (device, epoch, seq, hash, form, bytes, signature, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(blobOf(device), epoch, seq, stored.hash, stored.form, stored.bytes, stored.signature, nowMs)
    .changes > 0;

/**
 * Takes the end of a history out of this replica, as if it had never been accepted: its operations are set aside
 * (`set_aside_operation`, never deleted) and the rows that they wrote computed again from the rest. Inside a
 * transaction only, which ends after the last step.
 * @param prepared what was looked up before it began.
 * @returns what was taken out, in its order.
 */
export function* rewindHistory(
  connection: Connection,
  history: History,
  seq: number,
  nowMs: number,
  prepared: RowHistory | null,
): Steps<Operation[]> {
  const first = operationAt(connection, { ...history, seq: seq + 1 });
  if (first === null) return [];
  // With the one before it, which becomes the head.
  yield* takeOutOfArchive(
    connection,
    operationAt(connection, { ...history, seq })?.received ?? first.received,
  );
  const taken = yield* operationsAfter(connection, history, seq);
  const rows = rowsOf(connection, taken);
  const known = prepared?.holds() === true ? prepared : openRowHistory(connection, rows);
  const knownRows = new Set(known.rows.map(rowKey));
  const since = openRowHistory(
    connection,
    rows.filter((row) => !knownRows.has(rowKey(row))),
  );
  yield* known.read();
  if (since.rows.length > 0) yield* since.read();
  const isTaken = ({ operation: { device, epoch, seq: at } }: Taken): boolean =>
    device === history.device && epoch === history.epoch && at > seq;
  const rest = [...known.of(rows), ...since.entries]
    .filter((entry) => !isTaken(entry))
    .sort((a, b) => a.received - b.received);
  yield* setEndAside(connection, history, seq, nowMs);
  countLogEdition(connection);
  yield* recomputeRows(connection, rows, rest);
  return taken.map(({ operation }) => operation);
}
