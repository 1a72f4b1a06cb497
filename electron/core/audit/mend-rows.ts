import type { AppError } from '../../../shared/contract/errors.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { restoreArchived } from '../db/archive-move.ts';
import { atomically } from '../db/atomically.ts';
import type { Connection } from '../db/connection.ts';
import { formOf } from '../db/operation-form.ts';
import { countOperations } from '../db/operation-log.ts';
import { recomputeInTurns } from '../db/recompute-in-turns.ts';
import type { Replica } from '../db/replica.ts';
import { rowKey } from '../db/row-history.ts';
import { sha256 } from '../db/sha256.ts';
import { createPace } from '../db/steps.ts';
import { checkLog, type DamagedOperation } from './check-log.ts';
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

/** Puts the bytes back with which an operation was accepted, where it stands. */
const restoreBytes = (
  connection: Connection,
  { received, isArchived }: DamagedOperation,
  bytes: Buffer,
): void => {
  const stored = formOf(bytes);
  if (isArchived) restoreArchived(connection, received, stored);
  else
    connection
      .prepare('UPDATE operation SET form = ?, bytes = ? WHERE received = ?')
      .run(stored.form, stored.bytes, received);
};

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
  const { writer, reader, gate } = replica.db;
  const { monotonicMs } = replica.clock;
  const isOver = (): boolean => !reader.sqlite.open;
  const total = countOperations(writer);
  const log = await checkLog(
    replica,
    createPace(monotonicMs, isOver, (checked) => onProgress(Math.min(checked, total), total)),
  );
  const found: { readonly place: DamagedOperation; readonly bytes: Buffer }[] = [];
  for (const place of log.damaged) {
    const bytes = await fetch(place.key);
    if (bytes !== null && sha256(bytes).equals(place.hash)) found.push({ place, bytes });
  }
  const inTurns = createPace(monotonicMs, isOver, () => undefined);
  const outcome = {
    checked: log.operations,
    damaged: log.damaged.length,
    fetched: found.length,
    missing: log.missing,
  };
  await gate.pass();
  const restored = atomically<null, AppError>(
    writer,
    () => {
      for (const { place, bytes } of found) restoreBytes(writer, place, bytes);
      return ok(null);
    },
    (error) => error,
  );
  for (const { segments } of [writer, reader]) segments.clear();
  if (!restored.ok) return { ...outcome, fetched: 0, changed: [], failure: 'storage' };
  if (found.length < log.damaged.length) return { ...outcome, changed: [], failure: 'log-damaged' };
  const states = new Map<string, string>();
  const changed: RowName[] = [];
  const done = await recomputeInTurns(replica, rows, inTurns, {
    before: (group) => {
      for (const row of group) states.set(rowKey(row), stateOf(writer, row));
    },
    after: (group) => {
      for (const row of group) if (stateOf(writer, row) !== states.get(rowKey(row))) changed.push(row);
    },
  });
  return { ...outcome, changed, failure: done.ok ? null : 'storage' };
};
