import type { Hlc } from '../../../shared/sync/hlc.ts';
import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey, type VectorEntry, type VersionVector } from '../../../shared/sync/version-vector.ts';
import { applyChanges, stampOperation } from './apply-change.ts';
import {
  archivedAt,
  archivedNotBefore,
  archivedUpTo,
  archiveEnd,
  firstArchived,
  readArchiveFrom,
} from './archive.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { namedByMerges, updateCustomerAliases } from './customer-alias.ts';
import { holdFarAhead, inEffect } from './far-ahead.ts';
import { packForLog, unpackFromLog } from './log-form.ts';
import { type FormedBytes, plainOf } from './operation-form.ts';
import { updateSearch } from './search-documents.ts';
import { sha256 } from './sha256.ts';
import type { ClockedOperation, StoredOperation } from './stored-operation.ts';
import { collectTouched, type Touched } from './touched.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

export type { StoredOperation } from './stored-operation.ts';

/** What one device wrote in one of its epochs. */
export type History = Omit<OperationKey, 'seq'>;

export interface Head {
  readonly seq: number;
  readonly hash: Buffer;
  /** Empty before the first operation. */
  readonly hlc: string;
}

/** The last operation held of one history; seq 0 and an empty hash when there is none. */
export const readHead = (connection: Connection, history: History): Head => {
  const row = connection
    .prepare('SELECT seq, hash, hlc FROM head WHERE device = ? AND epoch = ?')
    .get(blobOf(history.device), history.epoch) as { seq: number; hash: Buffer; hlc: string } | undefined;
  return row ?? { seq: 0, hash: Buffer.alloc(0), hlc: '' };
};

/** Columns of `operation`. */
export interface LogRow {
  readonly received: number;
  readonly device: Buffer;
  readonly epoch: number;
  readonly seq: number;
  readonly hlc: string;
  readonly form: number;
  readonly bytes: Buffer;
  readonly signature: Buffer | null;
}

/**
 * An operation out of its columns: everything but its hash. It is unpacked when somebody asks for its bytes, for most
 * are only counted, or looked at whose they are.
 */
export const storedOf = ({ received, hlc, signature, ...row }: LogRow): ClockedOperation => {
  const { device, epoch, seq } = row;
  let unpacked: ReturnType<typeof unpackFromLog> | null = null;
  const unpack = (): ReturnType<typeof unpackFromLog> => {
    unpacked ??= unpackFromLog(row, { device, epoch, seq, hlc });
    return unpacked;
  };
  return {
    received,
    key: { device: uuidOf(device), epoch, seq },
    hlc,
    signature,
    get form() {
      return unpack().form;
    },
    get bytes() {
      return unpack().bytes;
    },
  };
};

/** One operation of this log; null when it is not here. */
export const operationAt = (connection: Connection, key: OperationKey): ClockedOperation | null => {
  const row = connection
    .prepare(
      `SELECT received, device, epoch, seq, hlc, form, bytes, signature FROM operation
       WHERE device = ? AND epoch = ? AND seq = ?`,
    )
    // Its columns are named above.
    .get(blobOf(key.device), key.epoch, key.seq) as LogRow | undefined;
  return row === undefined ? archivedAt(connection, key) : storedOf(row);
};

/** SHA-256 of what was signed. */
export const hashOf = (stored: FormedBytes): Buffer => {
  const plain = plainOf(stored);
  if (plain === null) throw new Error('an operation of the log is unreadable');
  return sha256(plain);
};

/** Hash of an operation that is held; null when it is not. */
export const heldHash = (connection: Connection, key: OperationKey): Buffer | null => {
  const row = connection
    .prepare('SELECT hash FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
    .get(blobOf(key.device), key.epoch, key.seq) as { hash: Buffer } | undefined;
  if (row !== undefined) return row.hash;
  const archived = archivedAt(connection, key);
  return archived && hashOf(archived);
};

/**
 * The number of the first operation of a history that is dated so or later; one more than its last when all are
 * earlier. Clocks of one history only rise with its sequence, so the unique index on (device, epoch, seq) is searched
 * by halves: 20 look-ups in a million operations, and no further index to keep.
 */
export const firstNotBefore = (connection: Connection, history: History, hlc: string): number => {
  const archived = archivedNotBefore(connection, history, hlc);
  if (archived !== null) return archived;
  const at = connection.prepare('SELECT hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?');
  const device = blobOf(history.device);
  let low = archivedUpTo(connection, history) + 1;
  let high = readHead(connection, history).seq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = at.get(device, history.epoch, middle) as { hlc: string } | undefined;
    if (found !== undefined && found.hlc < hlc) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Other operations of one device with one clock value, each in an epoch of its own. Honest devices write none. */
export const sameClockElsewhere = (
  connection: Connection,
  { device, epoch, hlc }: Pick<Operation, 'device' | 'epoch' | 'hlc'>,
): ClockedOperation[] => {
  const others = connection
    .prepare('SELECT epoch FROM head WHERE device = ? AND epoch <> ?')
    .all(blobOf(device), epoch) as { epoch: number }[];
  return others.flatMap((other) => {
    const seq = firstNotBefore(connection, { device, epoch: other.epoch }, hlc);
    const found = operationAt(connection, { device, epoch: other.epoch, seq });
    return found?.hlc === hlc ? [found] : [];
  });
};

/**
 * Stores an operation's bytes, moves its history's head, and brings its changes into the tables.
 * @param limit an operation that is dated later is held (docs/spec/sync.md, S73).
 * @returns whether all of it could be applied; what does not fit this version waits in the log.
 */
export const appendAndApply = (
  connection: Connection,
  operation: Operation,
  stored: FormedBytes & { readonly hash: Buffer; readonly signature: Uint8Array | null },
  touched: Touched,
  limit: Hlc | null = null,
): boolean => {
  const device = blobOf(operation.device);
  const { hash: ownHash, signature } = stored;
  const { epoch, seq, hlc } = operation;
  const { form, bytes } = packForLog(stored, { device, epoch, seq, hlc });
  const { lastInsertRowid } = connection
    .prepare(
      'INSERT INTO operation (device, epoch, seq, hlc, hash, form, bytes, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(device, epoch, seq, hlc, ownHash, form, bytes, signature);
  connection
    .prepare(
      `INSERT INTO head (device, epoch, seq, hash, hlc) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, hlc = excluded.hlc`,
    )
    .run(device, epoch, seq, ownHash, hlc);
  const received = Number(lastInsertRowid);
  if (holdFarAhead(connection, operation, received, limit)) return true;
  collectTouched(touched, operation.changes);
  return applyOperation(connection, operation, received);
};

/**
 * Brings the changes of an operation that is in the log into the tables. Of several with one stamp only that of the
 * lowest epoch counts (docs/spec/sync.md, S139).
 * @param received its place in the log.
 * @returns whether all of it could be applied; what does not fit this version waits in the log.
 */
export const applyOperation = (connection: Connection, written: Operation, received: number): boolean => {
  if (sameClockElsewhere(connection, written).some(({ key }) => key.epoch < written.epoch)) return true;
  const { operation, stamp } = inEffect(connection, written);
  /** Who lost a contact is found by it no more. */
  const formerOwners = new Set<string>();
  const from = stampOperation(operation, stamp, received, (entity, before, after) => {
    if (entity !== 'contact_point' || before.customerId === after.customerId) return;
    if (typeof before.customerId === 'string') formerOwners.add(before.customerId.replaceAll('-', ''));
  });
  const mergedBefore = namedByMerges(connection, operation.changes);
  const isWhole = applyChanges(connection, operation.changes, from);
  const regrouped = updateCustomerAliases(connection, operation.changes, mergedBefore);
  updateSearch(connection, operation.changes, received, [...formerOwners, ...regrouped]);
  return isWhole;
};

export const readVector = (connection: Connection): VectorEntry[] =>
  connection
    .all(sqlBuilder.selectFrom('head').select(['device', 'epoch', 'seq']).orderBy('device').orderBy('epoch'))
    .map((row) => ({ device: uuidOf(row.device), epoch: row.epoch, seq: row.seq }));

export const countOperations = (connection: Connection): number =>
  connection.all(sqlBuilder.selectFrom('head').select('seq')).reduce((sum, row) => sum + row.seq, 0);

/** The place of the newest operation; 0 when there is none. */
export const lastPlace = (connection: Connection): number => {
  const row = connection.prepare('SELECT max(received) AS place FROM operation').get() as {
    place: number | null;
  };
  return row.place ?? archiveEnd(connection);
};

/**
 * Where in this log a peer with `theirs` has to begin: just before the first operation that it
 * lacks. Looks at one index entry per history, and unpacks one segment of the archive at most. Null when it lacks
 * nothing.
 */
export const firstMissing = (connection: Connection, theirs: VersionVector): number | null => {
  let first: number | null = null;
  const older: OperationKey[] = [];
  for (const entry of readVector(connection)) {
    const has = theirs.get(historyKey(entry)) ?? 0;
    if (has >= entry.seq) continue;
    const row = connection
      .prepare('SELECT received FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
      .get(blobOf(entry.device), entry.epoch, has + 1) as { received: number } | undefined;
    if (row === undefined) older.push({ ...entry, seq: has + 1 });
    else if (first === null || row.received < first) first = row.received;
  }
  // All of the archive arrived before all of the tail.
  return (older.length === 0 ? null : firstArchived(connection, older)) ?? first;
};

const tailQuery = `SELECT received, device, epoch, seq, hlc, form, bytes, signature FROM operation
       WHERE received >= ? ORDER BY received LIMIT ?`;

/**
 * The next stretch of the log in the order of arrival, which keeps what was seen before what saw it.
 * @param mostBytes of the tail no further operation is read once so many lie on the disk; the first always is.
 */
export const readLogFrom = (
  connection: Connection,
  received: number,
  limit: number,
  mostBytes = Number.POSITIVE_INFINITY,
): StoredOperation[] => {
  const found: StoredOperation[] = readArchiveFrom(connection, received, limit);
  if (found.length >= limit) return found;
  const rows = connection.prepare(tailQuery).iterate(received, limit - found.length);
  let size = 0;
  for (const read of rows) {
    // Its columns are named above.
    const row = read as LogRow;
    found.push(storedOf(row));
    size += row.bytes.length;
    if (size >= mostBytes) break;
  }
  return found;
};

export interface TailOperation {
  readonly operation: StoredOperation;
  /** Bytes that it takes on the disk, and in memory until somebody asks for its own. */
  readonly size: number;
}

/** What was added to the log last, from this place on: nothing of it is archived. */
export const readTailFrom = (connection: Connection, received: number, limit: number): TailOperation[] =>
  // Its columns are named above.
  (connection.prepare(tailQuery).all(received, limit) as LogRow[]).map((row) => ({
    operation: storedOf(row),
    size: row.bytes.length,
  }));
