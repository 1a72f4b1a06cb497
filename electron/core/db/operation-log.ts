import { hash } from 'node:crypto';
import { type Hlc, hlcZero, isHlc, seenHlc } from '../../../shared/sync/hlc.ts';
import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey, type VectorEntry, type VersionVector } from '../../../shared/sync/version-vector.ts';
import { applyChanges, stampOperation } from './apply-change.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { namedByMerges, updateCustomerAliases } from './customer-alias.ts';
import { holdFarAhead, inEffect } from './far-ahead.ts';
import type { FormedBytes, OperationForm } from './operation-form.ts';
import { updateSearch } from './search-documents.ts';
import { collectTouched, type Touched } from './touched.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** An operation as the log holds it; `readOperation` reads it. */
export interface StoredOperation extends FormedBytes {
  readonly received: number;
  readonly key: OperationKey;
  readonly bytes: Buffer;
  readonly signature: Buffer | null;
}

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

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

/** The clock value of one operation; null when it is not here. */
export const readHlcAt = (connection: Connection, { device, epoch, seq }: OperationKey): string | null => {
  const row = connection
    .prepare('SELECT hlc FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
    .get(blobOf(device), epoch, seq) as { hlc: string } | undefined;
  return row?.hlc ?? null;
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
  const { form, bytes, hash: ownHash, signature } = stored;
  const { lastInsertRowid } = connection
    .prepare(
      'INSERT INTO operation (device, epoch, seq, hlc, hash, form, bytes, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(device, operation.epoch, operation.seq, operation.hlc, ownHash, form, bytes, signature);
  connection
    .prepare(
      `INSERT INTO head (device, epoch, seq, hash, hlc) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, hlc = excluded.hlc`,
    )
    .run(device, operation.epoch, operation.seq, ownHash, operation.hlc);
  const received = Number(lastInsertRowid);
  if (holdFarAhead(connection, operation, received, limit)) return true;
  collectTouched(touched, operation.changes);
  return applyOperation(connection, operation, received);
};

/**
 * Brings the changes of an operation that is in the log into the tables.
 * @param received its place in the log.
 * @returns whether all of it could be applied; what does not fit this version waits in the log.
 */
export const applyOperation = (connection: Connection, written: Operation, received: number): boolean => {
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

/**
 * The latest clock value in this log, up to `limit`. Looks at one index entry for each history, but for those
 * whose last operations are dated later.
 */
export const latestHlc = (connection: Connection, limit: Hlc | null): Hlc => {
  const before = connection.prepare(
    'SELECT hlc FROM operation WHERE device = ? AND epoch = ? AND hlc <= ? ORDER BY seq DESC LIMIT 1',
  );
  return connection
    .all(sqlBuilder.selectFrom('head').select(['device', 'epoch', 'hlc']))
    .map(({ device, epoch, hlc }) =>
      limit === null || hlc <= limit
        ? hlc
        : (before.get(device, epoch, limit) as { hlc: string } | undefined)?.hlc,
    )
    .reduce<Hlc>((latest, hlc) => (hlc !== undefined && isHlc(hlc) ? seenHlc(latest, hlc) : latest), hlcZero);
};

export const countOperations = (connection: Connection): number =>
  connection.all(sqlBuilder.selectFrom('head').select('seq')).reduce((sum, row) => sum + row.seq, 0);

/**
 * Where in this log a peer with `theirs` has to begin: just before the first operation that it
 * lacks. Looks at one index entry per history, not at the log. Null when it lacks nothing.
 */
export const firstMissing = (connection: Connection, theirs: VersionVector): number | null => {
  let first: number | null = null;
  for (const entry of readVector(connection)) {
    const has = theirs.get(historyKey(entry)) ?? 0;
    if (has >= entry.seq) continue;
    const row = connection
      .prepare('SELECT received FROM operation WHERE device = ? AND epoch = ? AND seq = ?')
      .get(blobOf(entry.device), entry.epoch, has + 1) as { received: number } | undefined;
    if (row !== undefined && (first === null || row.received < first)) first = row.received;
  }
  return first;
};

const formRead = (stored: number): OperationForm => (stored === 1 ? 1 : 0);

/** The columns of the log, as their migration made them. */
interface LogRow {
  readonly received: number;
  readonly device: Buffer;
  readonly epoch: number;
  readonly seq: number;
  readonly form: number;
  readonly bytes: Buffer;
  readonly signature: Buffer | null;
}

/** The next stretch of the log in the order of arrival, which keeps what was seen before what saw it. */
export const readLogFrom = (connection: Connection, received: number, limit: number): StoredOperation[] =>
  (
    connection
      .prepare(
        `SELECT received, device, epoch, seq, form, bytes, signature FROM operation
         WHERE received >= ? ORDER BY received LIMIT ?`,
      )
      .all(received, limit) as LogRow[]
  ).map((row) => ({
    received: row.received,
    key: { device: uuidOf(row.device), epoch: row.epoch, seq: row.seq },
    form: formRead(row.form),
    bytes: row.bytes,
    signature: row.signature,
  }));
