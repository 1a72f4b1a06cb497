import type { AppError } from '../../../shared/contract/errors.ts';
import type { OrganisationId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type Hlc, hlcZero, seenHlc } from '../../../shared/sync/hlc.ts';
import { decodeOperation, type OperationKey } from '../../../shared/sync/operation.ts';
import { atomically } from './atomically.ts';
import { acceptIntroducedKeys, isAsHeld, type SignatureError } from './device-keys.ts';
import { type OperationForm, plainOf, readOperation } from './operation-form.ts';
import { appendAndApply, type History, readHead } from './operation-log.ts';
import { isRejoining } from './rejoining.ts';
import { readRenewal } from './renewal.ts';
import type { Replica } from './replica.ts';
import { settleRestamps } from './settle-restamps.ts';
import { sha256 } from './sha256.ts';
import type { Touched } from './touched.ts';

export interface IncomingOperation {
  readonly key: OperationKey;
  /** Of the bytes; plain when it is left out. */
  readonly form?: OperationForm;
  /** As they are stored and sent on. */
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
}

export type AcceptError =
  | { readonly type: 'operation-unreadable'; readonly detail: string }
  | { readonly type: 'key-differs' }
  | { readonly type: 'other-organisation' }
  | { readonly type: 'gap'; readonly key: OperationKey; readonly have: number }
  | { readonly type: 'history-forked'; readonly key: OperationKey }
  | SignatureError
  | { readonly type: 'storage'; readonly error: AppError };

/** Where operations come from: others, or a database in which this PC itself wrote them. */
type Origin = 'others' | 'own-database';

/**
 * What this PC wrote and does not have: it was restored or copied. Taken in, it would be written over by the next
 * command; it comes again once this PC has another identity. Only who was introduced in it is noted: what others
 * wrote since is signed by them.
 */
const passOverOwn = (
  replica: Replica,
  key: OperationKey,
  plain: Buffer,
  signature: Uint8Array | null,
): Result<'held', AcceptError> => {
  const notSigned = replica.checkSignature(replica.db.writer, key, plain, signature);
  if (notSigned !== null) return err(notSigned);
  const decoded = decodeOperation(plain.toString('utf8'));
  if (!decoded.ok) return decoded;
  acceptIntroducedKeys(replica.db.writer, decoded.value);
  replica.noteTwin();
  return ok('held');
};

/**
 * What this PC is writing itself; what it wrote in former epochs as well while it is about to take on another identity.
 * Who lost its database takes its own history in as anybody's: nothing is written before.
 */
export const isOwnHistory = (replica: Replica, { device, epoch }: History): boolean => {
  const { writer } = replica.db;
  const own = replica.membership();
  if (own === null || device !== own.deviceId || isRejoining(writer)) return false;
  return epoch === own.epoch || readRenewal(writer) !== null;
};

/** Checks one operation against its place in its history, in the order of cost, and brings it into the tables. */
const acceptOne = (
  replica: Replica,
  organisationId: OrganisationId,
  { key, form = 0, bytes, signature }: IncomingOperation,
  touched: Touched,
  origin: Origin,
  limit: Hlc | null,
): Result<Hlc | 'held', AcceptError> => {
  const { writer } = replica.db;
  const head = readHead(writer, key);
  const isOwn = origin === 'others' && isOwnHistory(replica, key);
  if (key.seq <= head.seq || isOwn) {
    const plain = plainOf({ form, bytes });
    if (plain === null) return err({ type: 'operation-unreadable', detail: `${bytes.length} bytes` });
    if (key.seq <= head.seq && isAsHeld(writer, key, plain)) return ok('held');
    if (isOwn) return passOverOwn(replica, key, plain, signature);
    return err(replica.checkSignature(writer, key, plain, signature) ?? { type: 'history-forked', key });
  }
  if (key.seq > head.seq + 1) return err({ type: 'gap', key, have: head.seq });
  const read = readOperation({ form, bytes });
  if (!read.ok) return read;
  const { operation, plain } = read.value;
  if (operation.device !== key.device || operation.epoch !== key.epoch || operation.seq !== key.seq) {
    return err({ type: 'key-differs' });
  }
  if (operation.org !== organisationId) return err({ type: 'other-organisation' });
  const notSigned = replica.checkSignature(writer, key, plain, signature);
  if (notSigned !== null) return err(notSigned);
  if (operation.prev !== head.hash.toString('hex')) return err({ type: 'history-forked', key });
  // A clock that stands still would give two writes one name, and what stays would depend on the order.
  if (operation.hlc <= head.hlc) return err({ type: 'operation-unreadable', detail: 'the clock stood' });
  appendAndApply(writer, operation, { form, bytes, hash: sha256(plain), signature }, touched, limit);
  settleRestamps(writer, operation, touched);
  acceptIntroducedKeys(writer, operation);
  return ok(operation.hlc);
};

/**
 * Takes the beginning of a batch, as much of it as fits into a time: size and form, then sequence and chain, then
 * signature, then apply, all in one durable transaction. What is here already is passed over, when it is the same.
 * Where an operation is broken nothing of this call is applied; what earlier calls took of the batch was whole by
 * itself and stays.
 * @param budgetMs no further operation is begun after it; one is always taken.
 * @param leastBytes of operations are taken however long it takes: on a PC that has no time to spare, time is over
 * before one small operation is, and a sync of the disk for each would leave it even less.
 * @returns how many operations of the batch, from its beginning, are here now. All of them, or the caller goes on
 * with the rest once others have had their turn.
 */
export const acceptSome = (
  replica: Replica,
  organisationId: OrganisationId,
  batch: readonly IncomingOperation[],
  budgetMs: number,
  origin: Origin = 'others',
  leastBytes = 0,
): Result<number, AcceptError> => {
  const { db, clock } = replica;
  const touched: Touched = new Map();
  const endMs = clock.monotonicMs() + budgetMs;
  let applied = 0;
  let latest: Hlc = hlcZero;
  const limit = replica.latestApplied();
  const accepted = atomically<number, AcceptError>(
    db.writer,
    () => {
      let taken = 0;
      let takenBytes = 0;
      for (const incoming of batch) {
        const one = acceptOne(replica, organisationId, incoming, touched, origin, limit);
        if (!one.ok) return one;
        taken += 1;
        if (one.value === 'held') continue;
        // What is held moves no clock, and keeps nothing that came with it from moving it.
        if (limit === null || one.value <= limit) latest = seenHlc(latest, one.value);
        applied += 1;
        takenBytes += incoming.bytes.length;
        if (takenBytes >= leastBytes && clock.monotonicMs() >= endMs) break;
      }
      return ok(taken);
    },
    (error) => ({ type: 'storage', error }),
  );
  if (!accepted.ok) return accepted;
  // Only now: what was refused must not move the clock.
  replica.seeHlc(latest);
  if (applied > 0) replica.announce(touched, 'remote', applied);
  return accepted;
};

/** Takes a whole batch, however long it takes, in one transaction: all of it or nothing. */
export const acceptOperations = (
  replica: Replica,
  organisationId: OrganisationId,
  batch: readonly IncomingOperation[],
  origin: Origin = 'others',
): Result<null, AcceptError> => {
  const accepted = acceptSome(replica, organisationId, batch, Number.POSITIVE_INFINITY, origin);
  return accepted.ok ? ok(null) : accepted;
};
