import { isDeepStrictEqual } from 'node:util';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { hasOperation, historyKey, type VersionVector } from '../../../shared/sync/version-vector.ts';
import { readArchiveFrom } from './archive.ts';
import { decodeSegment, encodeSegment, packNow, unpackSegment } from './archive-segment.ts';
import { atomically } from './atomically.ts';
import type { Connection } from './connection.ts';
import type { FormedBytes } from './operation-form.ts';
import { hashOf, type LogRow, storedOf } from './operation-log.ts';
import { sha256 } from './sha256.ts';
import type { Steps } from './steps.ts';
import type { ClockedOperation } from './stored-operation.ts';
import { blobOf } from './uuid-blob.ts';

export interface ArchiveLimits {
  /** So many of the newest operations stay in the log as they are. */
  readonly keep: number;
  /** A segment is closed once it has so much. */
  readonly segmentBytes: number;
  /** What is less waits for more. */
  readonly leastBytes: number;
}

/** A stretch from the beginning of the tail, ready to be packed. */
export interface DraftSegment {
  readonly operations: readonly ClockedOperation[];
  readonly plain: Buffer;
}

/** The last place of the tail that may go; 0 when all of it stays. */
const lastToMove = (connection: Connection, keep: number): number => {
  const row = connection
    .prepare('SELECT received FROM operation ORDER BY received DESC LIMIT 1 OFFSET ?')
    .get(keep) as { received: number } | undefined;
  // What the search has not taken in, or what waits for the hub's word on its clock, is read again soon.
  const waiting = connection
    .prepare(
      `SELECT min(received) AS place FROM
       (SELECT received FROM search_pending UNION ALL SELECT received FROM held_operation)`,
    )
    .get() as { place: number | null };
  return Math.min(row?.received ?? 0, (waiting.place ?? Number.POSITIVE_INFINITY) - 1);
};

/**
 * What the next segment holds: from the beginning of the tail on, as long as everything is below `stable`. Null when
 * that is nothing, or not enough to be worth one.
 */
export const nextStretch = (
  connection: Connection,
  stable: VersionVector,
  limits: ArchiveLimits,
): readonly ClockedOperation[] | null => {
  const last = lastToMove(connection, limits.keep);
  const operations: ClockedOperation[] = [];
  let size = 0;
  const rows = connection
    .prepare(
      `SELECT received, device, epoch, seq, hlc, form, bytes, signature FROM operation
       WHERE received <= ? ORDER BY received`,
    )
    .iterate(last);
  for (const read of rows) {
    // Its columns are named above.
    const operation = storedOf(read as LogRow);
    const { key, bytes, signature } = operation;
    if (!hasOperation(stable, key)) break;
    if (operations.length > 0 && size + bytes.length > limits.segmentBytes) break;
    operations.push(operation);
    size += bytes.length + (signature?.length ?? 0);
    if (size >= limits.segmentBytes) break;
  }
  return operations.length === 0 || size < limits.leastBytes ? null : operations;
};

/** Takes about as long as reading them did: whoever has others waiting lets them have their turn in between. */
export const draftOf = (operations: readonly ClockedOperation[]): DraftSegment => ({
  operations,
  plain: encodeSegment(operations),
});

interface Range {
  readonly device: Buffer;
  readonly epoch: number;
  readonly fromSeq: number;
  toSeq: number;
  toHlc: string;
}

/** Operations of a history arrive in its order and without gaps, so that each is one range of a segment. */
const rangesOf = (operations: readonly ClockedOperation[]): Iterable<Range> => {
  const ranges = new Map<string, Range>();
  for (const { key, hlc } of operations) {
    const { device, epoch, seq } = key;
    const range = ranges.get(historyKey(key));
    if (range === undefined)
      ranges.set(historyKey(key), { device: blobOf(device), epoch, fromSeq: seq, toSeq: seq, toHlc: hlc });
    else [range.toSeq, range.toHlc] = [seq, hlc];
  }
  return ranges.values();
};

const isSame = (some: readonly ClockedOperation[], others: readonly ClockedOperation[]): boolean =>
  some.length === others.length && some.every((one, n) => isDeepStrictEqual(one, others[n]));

export type MoveError = 'log-changed' | 'not-as-written' | 'storage';

/**
 * Puts a packed segment into the archive and takes its operations out of the tail, in one durable transaction. The
 * segment is read back before anything is deleted.
 */
export const moveSegment = (
  connection: Connection,
  { operations, plain }: DraftSegment,
  packed: Buffer,
): Result<null, MoveError> => {
  const from = operations[0]?.received ?? 0;
  const to = operations.at(-1)?.received ?? 0;
  if (!unpackSegment(packed).equals(plain) || !isSame(decodeSegment(plain), operations))
    return err('not-as-written');
  return atomically<null, MoveError>(
    connection,
    () => {
      const { lastInsertRowid: id } = connection
        .prepare(
          `INSERT INTO archive_segment (fromReceived, toReceived, operations, plainBytes, hash, bytes)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(from, to, operations.length, plain.length, sha256(packed), packed);
      const range = connection.prepare(
        'INSERT INTO archive_range (device, epoch, fromSeq, toSeq, toHlc, segment) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { device, epoch, fromSeq, toSeq, toHlc } of rangesOf(operations))
        range.run(device, epoch, fromSeq, toSeq, toHlc, id);
      const written = connection.prepare('SELECT bytes FROM archive_segment WHERE id = ?').get(id) as {
        bytes: Buffer;
      };
      if (!written.bytes.equals(packed)) return err('not-as-written');
      const first = connection.prepare('SELECT min(received) AS place FROM operation').get() as {
        place: number | null;
      };
      const { changes } = connection
        .prepare('DELETE FROM operation WHERE received BETWEEN ? AND ?')
        .run(from, to);
      // Somebody took the end of a history back meanwhile, or put a segment back.
      return first.place === from && changes === operations.length ? ok(null) : err('log-changed');
    },
    () => 'storage',
  );
};

/** Operations that are put back in one step. */
const putBackTogether = 200;

/**
 * Puts everything that arrived at a place or later back into the tail: the rare changes of the log itself know only
 * that. Inside a transaction only, which ends after the last step.
 */
export function* takeOutOfArchive(connection: Connection, received: number): Steps<void> {
  const first = connection
    .prepare('SELECT min(fromReceived) AS place FROM archive_segment WHERE toReceived >= ?')
    .get(received) as { place: number | null };
  if (first.place === null) return;
  const insert = connection.prepare(
    `INSERT INTO operation (received, device, epoch, seq, hlc, hash, form, bytes, signature)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (let next = first.place; ; ) {
    const stretch = readArchiveFrom(connection, next, putBackTogether);
    for (const stored of stretch) {
      const { key, hlc, form, bytes, signature } = stored;
      next = stored.received + 1;
      insert.run(
        stored.received,
        blobOf(key.device),
        key.epoch,
        key.seq,
        hlc,
        hashOf(stored),
        form,
        bytes,
        signature,
      );
    }
    if (stretch.length < putBackTogether) break;
    yield;
  }
  connection
    .prepare(
      'DELETE FROM archive_range WHERE segment IN (SELECT id FROM archive_segment WHERE toReceived >= ?)',
    )
    .run(received);
  connection.prepare('DELETE FROM archive_segment WHERE toReceived >= ?').run(received);
}

/**
 * Writes the segment of an operation anew with other bytes for it: those that it had before they were damaged.
 * Inside a transaction only; what connections remember of the archive is to be forgotten afterwards.
 */
export const restoreArchived = (
  connection: Connection,
  received: number,
  { form, bytes }: FormedBytes,
): void => {
  const row = connection
    .prepare(
      'SELECT id, fromReceived, operations FROM archive_segment WHERE toReceived >= ? ORDER BY toReceived',
    )
    // The columns that were asked for.
    .get(received) as { id: number; fromReceived: number; operations: number } | undefined;
  if (row === undefined) throw new Error(`no segment holds place ${received}`);
  const operations = readArchiveFrom(connection, row.fromReceived, row.operations).map((operation) =>
    operation.received === received ? { ...operation, form, bytes: Buffer.from(bytes) } : operation,
  );
  const plain = encodeSegment(operations);
  const packed = packNow(plain);
  connection
    .prepare('UPDATE archive_segment SET plainBytes = ?, hash = ?, bytes = ? WHERE id = ?')
    .run(plain.length, sha256(packed), packed, row.id);
};
