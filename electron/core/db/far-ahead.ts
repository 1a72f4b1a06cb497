import { type Hlc, isHlc } from '../../../shared/sync/hlc.ts';
import type { Operation } from '../../../shared/sync/operation.ts';
import { renameReplaced } from '../../../shared/sync/rename-replaced.ts';
import { isStamp, makeStamp, restampedStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import type { Connection } from './connection.ts';
import { blobOf } from './uuid-blob.ts';

/** Operations further ahead of the office's time are not applied at once. */
export const farAheadMs = 10 * 60_000;

/** What the hub says about operations counts itself as it is: it is never held and never restamped. */
export const isRestamping = ({ changes }: Operation): boolean =>
  changes.length > 0 && changes.every(({ entity, kind }) => entity === 'restamp' && kind === 'insert');

/** The clock value that the hub gave an operation; null when it counts as it is dated. */
export const clockOf = (connection: Connection, stamp: Stamp): Hlc | null => {
  const row = connection.prepare('SELECT hlc FROM effective_clock WHERE stamp = ?').get(stamp) as
    | { hlc: string }
    | undefined;
  return row !== undefined && isHlc(row.hlc) ? row.hlc : null;
};

const hasAny = (connection: Connection): boolean =>
  connection.prepare('SELECT 1 FROM effective_clock LIMIT 1').get() !== undefined;

/** @param stamp as the operation's own bytes name its writes. */
const effectiveStamp = (connection: Connection, stamp: Stamp): Stamp => {
  const hlc = clockOf(connection, stamp);
  return hlc === null ? stamp : restampedStamp(hlc, stamp);
};

/** The stamp in the operation's own bytes, of a stamp that counts. */
export const writtenStamp = (connection: Connection, stamp: Stamp): Stamp => {
  const row = connection.prepare('SELECT stamp FROM effective_clock WHERE effective = ?').get(stamp) as
    | { stamp: string }
    | undefined;
  return row !== undefined && isStamp(row.stamp) ? row.stamp : stamp;
};

/**
 * An operation as it counts: at the clock value that the hub gave it, replacing writes by the names that count
 * for them.
 */
export const inEffect = (
  connection: Connection,
  operation: Operation,
): { operation: Operation; stamp: Stamp } => {
  const written = makeStamp(operation.hlc, operation.device);
  if (!hasAny(connection)) return { operation, stamp: written };
  const hlc = clockOf(connection, written);
  const changes = operation.changes.map((change) =>
    renameReplaced(change, (stamp) => effectiveStamp(connection, stamp)),
  );
  return {
    operation: { ...operation, hlc: hlc ?? operation.hlc, changes },
    stamp: hlc === null ? written : restampedStamp(hlc, written),
  };
};

/**
 * Holds an operation back that is dated later than `limit`, unless the hub has said when it counts.
 * @returns whether it is held: stored and relayed, but applied nowhere.
 */
export const holdFarAhead = (
  connection: Connection,
  operation: Operation,
  received: number,
  limit: Hlc | null,
): boolean => {
  if (limit === null || operation.hlc <= limit || isRestamping(operation)) return false;
  if (clockOf(connection, makeStamp(operation.hlc, operation.device)) !== null) return false;
  connection
    .prepare('INSERT INTO held_operation (received, device, epoch, seq, hlc) VALUES (?, ?, ?, ?, ?)')
    .run(received, blobOf(operation.device), operation.epoch, operation.seq, operation.hlc);
  return true;
};

export const isHeld = (connection: Connection, received: number): boolean =>
  connection.prepare('SELECT 1 FROM held_operation WHERE received = ?').get(received) !== undefined;

export const hasHeld = (connection: Connection): boolean =>
  connection.prepare('SELECT 1 FROM held_operation LIMIT 1').get() !== undefined;
