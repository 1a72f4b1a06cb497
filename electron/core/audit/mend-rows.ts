import type { AppError } from '../../../shared/contract/errors.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Change, OperationKey } from '../../../shared/sync/operation.ts';
import { atomically } from '../db/atomically.ts';
import type { Connection } from '../db/connection.ts';
import { formOf } from '../db/operation-form.ts';
import { readLogFrom } from '../db/operation-log.ts';
import { mayConcern, recomputeRows } from '../db/recompute-rows.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import { collectTouched, type Touched } from '../db/touched.ts';
import { type LogEntry, readAgain, walkLog } from '../db/walk-log.ts';
import { checkLog } from './check-log.ts';
import { type RowName, readFieldSums } from './row-sums.ts';

/** What computing rows anew came to. */
export interface Mended {
  /** Operations whose bytes were compared with their hashes. */
  readonly checked: number;
  /** Operations of the log whose bytes had changed, and how many of them a peer had as they were accepted. */
  readonly damaged: number;
  readonly fetched: number;
  /** Operations that are not in the log though it goes on behind them. */
  readonly missing: number;
  /** Rows that are others than before. */
  readonly changed: readonly RowName[];
  /** Why nothing could be computed; null when it was. */
  readonly failure: 'log-damaged' | 'storage' | null;
}

/** Asks a peer for the plain bytes of an operation; null when it cannot be had. */
export type FetchOperation = (key: OperationKey) => Promise<Buffer | null>;

const stateOf = (connection: Connection, { entity, id }: RowName): string =>
  JSON.stringify(readFieldSums(connection, entity, id));

function* entriesAt(connection: Connection, places: readonly number[]): Generator<LogEntry> {
  for (const received of places) {
    for (const stored of readLogFrom(connection, received, 1)) {
      if (stored.received === received) yield { operation: readAgain(stored), received };
    }
  }
}

/** What was looked up beforehand, and what has come since. */
function* concerning(
  connection: Connection,
  rows: readonly RowName[],
  places: readonly number[],
  end: number,
): Generator<LogEntry> {
  yield* entriesAt(connection, places);
  yield* walkLog(connection, mayConcern(rows), end);
}

/**
 * Computes rows anew from the log (docs/spec/sync.md, S124). Before that the whole log is compared with its hashes,
 * and what of it is damaged is taken from a peer: the hash that it was accepted with says whether that is right.
 */
export const mendRows = async (
  replica: Replica,
  rows: readonly RowName[],
  fetch: FetchOperation,
  onProgress: (done: number, total: number) => void,
): Promise<Mended> => {
  const { writer, gate } = replica.db;
  const log = await checkLog(replica, rows, onProgress);
  const found: { readonly received: number; readonly bytes: Buffer }[] = [];
  for (const { received, key, hash } of log.damaged) {
    const bytes = await fetch(key);
    if (bytes !== null && sha256(bytes).equals(hash)) found.push({ received, bytes });
  }
  const outcome = {
    checked: log.operations,
    damaged: log.damaged.length,
    fetched: found.length,
    missing: log.missing,
  };
  await gate.pass();
  const before = rows.map((row) => stateOf(writer, row));
  const changes: Change[] = rows.map(({ entity, id }) => ({ kind: 'update', entity, id, fields: {} }));
  const done = atomically<'done' | 'log-damaged', AppError>(
    writer,
    () => {
      for (const { received, bytes } of found) {
        const stored = formOf(bytes);
        writer
          .prepare('UPDATE operation SET form = ?, bytes = ? WHERE received = ?')
          .run(stored.form, stored.bytes, received);
      }
      if (found.length < log.damaged.length) return ok('log-damaged');
      recomputeRows(writer, changes, concerning(writer, rows, log.places, log.end));
      return ok('done');
    },
    (error) => error,
  );
  if (!done.ok) return { ...outcome, fetched: 0, changed: [], failure: 'storage' };
  if (done.value === 'log-damaged') return { ...outcome, changed: [], failure: done.value };
  const changed = rows.filter((row, at) => stateOf(writer, row) !== before[at]);
  const touched: Touched = new Map();
  collectTouched(touched, changes);
  replica.announce(touched, 'local', 0);
  return { ...outcome, changed, failure: null };
};
