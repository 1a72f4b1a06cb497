import { hash } from 'node:crypto';
import BetterSqlite from 'better-sqlite3';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { decodeSegment, unpackSegment } from './archive-segment.ts';
import type { Connection } from './connection.ts';
import type { Segment } from './segment-cache.ts';
import type { ClockedOperation } from './stored-operation.ts';
import { blobOf } from './uuid-blob.ts';

/**
 * The older part of the log, in packed segments (docs/decisions/0018). Everything in it arrived before everything in
 * the table `operation`; only `operation-log.ts` and what moves operations reads it.
 */

type History = Omit<OperationKey, 'seq'>;

const damaged = (id: number, detail: string): Error =>
  new BetterSqlite.SqliteError(`archive segment ${id}: ${detail}`, 'SQLITE_CORRUPT');

/** @throws SqliteError, SQLITE_CORRUPT, when it is not what was written. */
const readSegment = (connection: Connection, id: number): Segment =>
  connection.segments.get(id, () => {
    const row = connection.prepare('SELECT hash, bytes FROM archive_segment WHERE id = ?').get(id) as
      | { hash: Buffer; bytes: Buffer }
      | undefined;
    if (row === undefined) throw damaged(id, 'is missing');
    if (!hash('sha256', row.bytes, 'buffer').equals(row.hash)) throw damaged(id, 'is not what was written');
    try {
      return decodeSegment(unpackSegment(row.bytes));
    } catch (cause) {
      throw damaged(id, String(cause));
    }
  });

const readable = (connection: Connection, id: number): Segment | null => {
  try {
    return readSegment(connection, id);
  } catch (cause) {
    if (cause instanceof BetterSqlite.SqliteError) return null;
    throw cause;
  }
};

/** Segments that end at a place of the log or after it, in their order. */
const segmentsFrom = (connection: Connection, received: number): { id: number }[] =>
  connection
    .prepare('SELECT id FROM archive_segment WHERE toReceived >= ? ORDER BY toReceived')
    // The column that was asked for.
    .all(received) as { id: number }[];

/** The next stretch of the archive in the order of arrival; shorter than `limit` only at its end. */
export const readArchiveFrom = (
  connection: Connection,
  received: number,
  limit: number,
): ClockedOperation[] => {
  const found: ClockedOperation[] = [];
  for (const { id } of segmentsFrom(connection, received)) {
    for (const operation of readSegment(connection, id)) {
      if (operation.received < received) continue;
      found.push(operation);
      if (found.length >= limit) return found;
    }
  }
  return found;
};

/** Each segment that can be read, from a place of the log on, in their order. */
export function* readableSegments(
  connection: Connection,
  received: number,
  onUnreadable: () => void,
): Generator<Segment> {
  for (const { id } of segmentsFrom(connection, received)) {
    const segment = readable(connection, id);
    if (segment === null) onUnreadable();
    else yield segment;
  }
}

const segmentWith = (connection: Connection, { device, epoch, seq }: OperationKey): number | null => {
  const row = connection
    .prepare(
      `SELECT segment, toSeq FROM archive_range WHERE device = ? AND epoch = ? AND fromSeq <= ?
       ORDER BY fromSeq DESC LIMIT 1`,
    )
    .get(blobOf(device), epoch, seq) as { segment: number; toSeq: number } | undefined;
  return row === undefined || row.toSeq < seq ? null : row.segment;
};

const isNamed = (operation: ClockedOperation, { device, epoch, seq }: OperationKey): boolean =>
  operation.key.seq === seq && operation.key.device === device && operation.key.epoch === epoch;

/** One operation of the archive; null when it is not there. */
export const archivedAt = (connection: Connection, key: OperationKey): ClockedOperation | null => {
  const id = segmentWith(connection, key);
  if (id === null) return null;
  return readSegment(connection, id).find((operation) => isNamed(operation, key)) ?? null;
};

/** The place of whichever of these operations arrived first; null when the archive has none. Unpacks one segment. */
export const firstArchived = (connection: Connection, keys: readonly OperationKey[]): number | null => {
  let first: number | null = null;
  let within: OperationKey[] = [];
  for (const key of keys) {
    const id = segmentWith(connection, key);
    if (id === null || (first !== null && id > first)) continue;
    if (id !== first) within = [];
    first = id;
    within.push(key);
  }
  if (first === null) return null;
  const found = readSegment(connection, first).find((operation) =>
    within.some((key) => isNamed(operation, key)),
  );
  return found?.received ?? null;
};

/** The first operation of a history in the archive that is dated so or later; null when there is none. */
export const archivedNotBefore = (
  connection: Connection,
  { device, epoch }: History,
  hlc: string,
): number | null => {
  const row = connection
    .prepare(
      `SELECT segment FROM archive_range WHERE device = ? AND epoch = ? AND toHlc >= ?
       ORDER BY fromSeq LIMIT 1`,
    )
    .get(blobOf(device), epoch, hlc) as { segment: number } | undefined;
  if (row === undefined) return null;
  const found = readSegment(connection, row.segment).find(
    ({ key, hlc: at }) => key.device === device && key.epoch === epoch && at >= hlc,
  );
  return found?.key.seq ?? null;
};

/** How far the archive holds a history; 0 without. */
export const archivedUpTo = (connection: Connection, { device, epoch }: History): number => {
  const row = connection
    .prepare('SELECT max(toSeq) AS seq FROM archive_range WHERE device = ? AND epoch = ?')
    .get(blobOf(device), epoch) as { seq: number | null };
  return row.seq ?? 0;
};

/** The place of the newest operation in the archive; 0 when there is none. */
export const archiveEnd = (connection: Connection): number => {
  const row = connection.prepare('SELECT max(toReceived) AS place FROM archive_segment').get() as {
    place: number | null;
  };
  return row.place ?? 0;
};

export interface ArchiveSize {
  readonly operations: number;
  /** As they stand on the disk. */
  readonly bytes: number;
  /** As they would stand in the log. */
  readonly plainBytes: number;
}

/** Of the segments that end at a place of the log or after it. */
export const archiveSize = (connection: Connection, received = 0): ArchiveSize =>
  connection
    .prepare(
      `SELECT coalesce(sum(operations), 0) AS operations, coalesce(sum(length(bytes)), 0) AS bytes,
         coalesce(sum(plainBytes), 0) AS plainBytes
       FROM archive_segment WHERE toReceived >= ?`,
    )
    // Sums are never null here.
    .get(received) as ArchiveSize;

/** Databases of the first versions have none. */
export const hasArchive = (connection: Connection): boolean =>
  connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'archive_segment'").get() !== undefined;

/**
 * Whether archive and tail together hold every history from its first operation to its head, and every segment can
 * be read. Takes as long as reading all of it: for a thread of its own.
 */
export const isLogWhole = (connection: Connection): boolean => {
  if (!hasArchive(connection)) return true;
  const gap = connection
    .prepare(
      `SELECT 1 FROM head h WHERE h.seq <>
         (SELECT count(*) FROM operation o WHERE o.device = h.device AND o.epoch = h.epoch) +
         (SELECT coalesce(sum(toSeq - fromSeq + 1), 0) FROM archive_range r
          WHERE r.device = h.device AND r.epoch = h.epoch) LIMIT 1`,
    )
    .get();
  if (gap !== undefined) return false;
  let listed = 0;
  for (const segment of readableSegments(connection, 0, () => undefined)) listed += segment.length;
  return listed === archiveSize(connection).operations;
};
