import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Hlc } from '../../../shared/sync/hlc.ts';
import {
  type Change,
  decodeOperation,
  encodeOperation,
  maxChangesPerOperation,
  maxOperationBytes,
  type Operation,
  operationVersion,
} from '../../../shared/sync/operation.ts';
import { makeStamp, type Stamp } from '../../../shared/sync/stamp.ts';
import { atomically } from './atomically.ts';
import type { Connection } from './connection.ts';
import { acceptIntroducedKeys } from './device-keys.ts';
import { type Membership, readMeta, writeMeta } from './meta.ts';
import { formOf } from './operation-form.ts';
import { appendAndApply, readHead } from './operation-log.ts';
import { isRejoining } from './rejoining.ts';
import type { Author, Replica } from './replica.ts';
import { settleRestamps } from './settle-restamps.ts';
import { sha256 } from './sha256.ts';
import type { Touched } from './touched.ts';
import { openTransaction, type Transaction } from './transaction.ts';
import { blobOf } from './uuid-blob.ts';

export interface LocalOperation {
  readonly author: Author;
  readonly command: string;
  readonly changes: readonly Change[];
  /** What the writer's clock said when it was first written, milliseconds UTC; now, when it is left out. */
  readonly wallMs?: number;
}

/**
 * The history that this device goes on with. A clock that was far ahead and is mended now begins a new epoch,
 * for within one the clock only rises (docs/spec/sync.md, S76).
 */
const ownHistory = (connection: Connection, membership: Membership, hlc: Hlc) => {
  let epoch = Number(readMeta(connection, 'epoch') ?? membership.epoch);
  for (;;) {
    const history = { device: membership.deviceId, epoch };
    const head = readHead(connection, history);
    if (hlc > head.hlc) return { history, head };
    epoch += 1;
    // The replica takes it on once it is durable: `announce`.
    writeMeta(connection, 'epoch', String(epoch));
  }
};

/**
 * Stamps changes as the next operation of this device, signs and applies it. Inside a transaction only.
 * @returns its stamp, and whether all of it could be applied.
 */
export const appendLocalOperation = (
  replica: Replica,
  membership: Membership,
  connection: Connection,
  { author, command, changes, wallMs }: LocalOperation,
  touched: Touched,
): { readonly stamp: Stamp; readonly isWhole: boolean } => {
  const hlc = replica.nextHlc();
  const { history, head } = ownHistory(connection, membership, hlc);
  const operation: Operation = {
    v: operationVersion,
    org: membership.organisationId,
    ...history,
    seq: head.seq + 1,
    prev: head.hash.toString('hex'),
    hlc,
    wall: wallMs ?? replica.clock.wallMs(),
    // What is written again keeps its first time; which correction was known then is not known now.
    ...(wallMs === undefined ? { offset: replica.clock.offsetMs() } : {}),
    policy: 0,
    schema: connection.model.version,
    user: author.userId,
    command,
    changes: [...changes],
  };
  const text = encodeOperation(operation);
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > maxOperationBytes)
    throw new Error(`operation of ${bytes.length} bytes is over the limit`);
  // What peers would refuse ends this device's history for ever. Applied is what was written, as everywhere else.
  const written = decodeOperation(text);
  if (!written.ok) throw new Error(`${command} made an operation that nobody can read`);
  const stored = { ...formOf(bytes), hash: sha256(bytes), signature: replica.sign(connection, bytes) };
  const isWhole = appendAndApply(connection, written.value, stored, touched);
  acceptIntroducedKeys(connection, written.value);
  settleRestamps(connection, written.value, touched);
  return { stamp: makeStamp(operation.hlc, operation.device), isWhole };
};

/** Cuts changes into operations that stay below the limits of size and number. */
const operationSlices = (changes: readonly Change[]): Change[][] => {
  const slices: Change[][] = [];
  let slice: Change[] = [];
  let bytes = 0;
  for (const change of changes) {
    // UTF-16 length times three bounds the UTF-8 size of any text.
    const size = JSON.stringify(change).length * 3;
    if (
      slice.length >= maxChangesPerOperation ||
      (slice.length > 0 && bytes + size > maxOperationBytes - 4096)
    ) {
      slices.push(slice);
      slice = [];
      bytes = 0;
    }
    slice.push(change);
    bytes += size;
  }
  if (slice.length > 0) slices.push(slice);
  return slices;
};

/** Appends as many operations as the changes need. @returns how many. Inside a transaction only. */
export const appendLocalChanges = (
  replica: Replica,
  connection: Connection,
  author: Author,
  command: string,
  changes: readonly Change[],
  touched: Touched,
): number => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a replica without a membership cannot write');
  const slices = operationSlices(changes);
  for (const slice of slices) {
    const operation = { author, command, changes: slice };
    // What does not fit its field, or is another device's to write, is not shown: a bug of a command, which has to fail.
    if (!appendLocalOperation(replica, membership, connection, operation, touched).isWhole)
      throw new Error(`${command} wrote what its field or its owner does not allow`);
  }
  return slices.length;
};

export interface CommandMeta {
  readonly name: string;
  readonly author: Author;
  /** A retry with the same id answers what the first try answered. */
  readonly commandId?: string | undefined;
}

/**
 * Runs one command as one synchronous, durable transaction and one operation. Either everything of
 * it is stored, or nothing.
 */
export const runCommand = <T>(
  replica: Replica,
  meta: CommandMeta,
  body: (transaction: Transaction) => Result<T, AppError>,
): Result<T, AppError> => {
  const { writer } = replica.db;
  if (isRejoining(writer)) return err({ code: 'not-set-up' });
  const touched: Touched = new Map();
  let operations = 0;
  const attempt = (): Result<T, AppError> =>
    atomically<T, AppError>(
      writer,
      () => {
        const known = meta.commandId === undefined ? null : readOutcome<T>(writer, meta.commandId);
        if (known !== null) {
          if (known.name === meta.name) return ok(known.output);
          return err({
            code: 'input-not-valid',
            data: { field: 'commandId', problem: 'used for another command' },
          });
        }
        const transaction = openTransaction(replica, writer);
        const outcome = body(transaction);
        if (!outcome.ok) return outcome;
        if (transaction.changes.length > 0) {
          operations = appendLocalChanges(
            replica,
            writer,
            meta.author,
            meta.name,
            transaction.changes,
            touched,
          );
        }
        if (meta.commandId !== undefined)
          storeOutcome(writer, meta.commandId, meta.name, outcome.value, transaction.nowMs);
        return outcome;
      },
      (error) => error,
    );
  const first = attempt();
  const isFull = !first.ok && first.error.code === 'disk-full';
  const result = isFull && replica.relieve() ? attempt() : first;
  if (result.ok && operations > 0) replica.announce(touched, 'local', operations);
  return result;
};

const readOutcome = <T>(connection: Connection, commandId: string): { name: string; output: T } | null => {
  const row = connection.prepare('SELECT name, output FROM command WHERE id = ?').get(blobOf(commandId)) as
    | { name: string; output: string }
    | undefined;
  // The same command wrote it; its output is plain data.
  return row === undefined ? null : { name: row.name, output: JSON.parse(row.output) as T };
};

const storeOutcome = (
  connection: Connection,
  commandId: string,
  name: string,
  output: unknown,
  at: number,
): void => {
  connection
    .prepare('INSERT INTO command (id, name, output, at) VALUES (?, ?, ?, ?)')
    .run(blobOf(commandId), name, JSON.stringify(output ?? null), at);
};
