import { z } from 'zod';
import type { AppError } from '../../../shared/contract/errors.ts';
import { device } from '../../../shared/entities/device.ts';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Operation } from '../../../shared/sync/operation.ts';
import { runCommand } from './commit.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { acceptedKey, acceptKey, endsLikeAnother } from './device-keys.ts';
import { findRow } from './find-row.ts';
import { type Membership, readMeta, writeMembership, writeMeta } from './meta.ts';
import type { History } from './operation-log.ts';
import { makeOperationKeys, publicKeyOf, readPrivateKey } from './operation-signature.ts';
import { reissueOperations } from './reissue.ts';
import type { Replica } from './replica.ts';
import { prepareRewind, rewindHistory } from './rewind.ts';
import type { RowHistory } from './row-history.ts';
import { atomicallyInTurns, type InTurns, runInTurns } from './steps.ts';
import { standFor } from './succession.ts';
import type { Touched } from './touched.ts';
import { blobOf } from './uuid-blob.ts';

const renewalSchema = z.object({
  deviceId: idSchema<'device'>(),
  /** As `operationKey` in `meta`. */
  privateKey: z.string(),
  /** Up to here the history that this PC has written so far is the same everywhere. */
  agreed: z.int().min(0),
  /** The same of what it wrote in former epochs (docs/spec/sync.md, S76), where that is not all of it. */
  former: z.array(z.object({ epoch: z.int().min(1), agreed: z.int().min(0) })).default([]),
});

/** The identity that this PC asked for; kept until it is admitted, through any restart. */
export type Renewal = z.output<typeof renewalSchema>;

const renewedSchema = z.object({
  oldCode: z.int(),
  newCode: z.int(),
  reissued: z.int(),
  /** Why the code is another one: left out where this PC was restored or copied. */
  cause: z.literal('code-taken').optional(),
});

/** What the user has to be told of it. */
export type Renewed = z.output<typeof renewedSchema>;
/** The same of a code that another device had as well; `reissued`: tickets that got new numbers. */
export type Recoded = Renewed & { readonly cause: 'code-taken' };

const readJson = <T>(connection: Connection, key: 'renewal' | 'renewed', schema: z.ZodType<T>): T | null => {
  const text = readMeta(connection, key);
  return text === null || text === '' ? null : schema.parse(JSON.parse(text));
};

export const readRenewal = (connection: Connection): Renewal | null =>
  readJson(connection, 'renewal', renewalSchema);

export const readRenewed = (connection: Connection): Renewed | null =>
  readJson(connection, 'renewed', renewedSchema);

export const forgetRenewed = (connection: Connection): void => writeMeta(connection, 'renewed', '');

export const renewalKey = (renewal: Renewal): string => publicKeyOf(readPrivateKey(renewal.privateKey));

/**
 * Makes the next identity, or keeps to the one that was asked for already.
 * @param former of a former epoch that parted.
 */
export const prepareRenewal = (
  replica: Replica,
  agreed: number,
  former?: Renewal['former'][number],
): Renewal => {
  const { writer } = replica.db;
  const known = readRenewal(writer);
  const renewal: Renewal =
    known === null
      ? {
          deviceId: replica.newId<'device'>(),
          privateKey: makeOperationKeys(replica.random).privateKey,
          agreed,
          former: former === undefined ? [] : [former],
        }
      : {
          ...known,
          agreed: Math.min(known.agreed, agreed),
          former: former === undefined ? known.former : withLower(known.former, former),
        };
  writeMeta(writer, 'renewal', JSON.stringify(renewal));
  return renewal;
};

const withLower = (known: Renewal['former'], next: Renewal['former'][number]): Renewal['former'] => {
  const same = known.find(({ epoch }) => epoch === next.epoch);
  const lower = { ...next, agreed: Math.min(next.agreed, same?.agreed ?? next.agreed) };
  return [...known.filter((entry) => entry !== same), lower].sort((a, b) => a.epoch - b.epoch);
};

/** What the original of a copy answered. */
interface ToldByTwin {
  readonly deviceId: DeviceId;
  readonly code: number;
}

/** The identity that was asked for and its code; null as long as nobody has admitted it. */
const readAdmitted = (replica: Replica, byTwin: ToldByTwin | null) => {
  const { writer } = replica.db;
  const renewal = readRenewal(writer);
  const old = replica.membership();
  if (renewal === null || old === null) return null;
  const told = byTwin?.deviceId === renewal.deviceId ? byTwin : null;
  const admitted = told ?? findRow(writer, 'device', renewal.deviceId);
  if (admitted === null) return null;
  const isCopy = told !== null;
  return { renewal, old, code: admitted.code, role: isCopy ? ('desk' as const) : old.role, isCopy };
};

/** What of the old identity's histories is agreed, in the order in which they were written. */
const agreedEnds = ({ renewal, old }: { readonly renewal: Renewal; readonly old: Membership }) =>
  [...renewal.former, { epoch: old.epoch, agreed: renewal.agreed }].map(({ epoch, agreed }) => ({
    history: { device: old.deviceId, epoch },
    agreed,
  }));

/**
 * Takes on the identity that was asked for, once its row is here: from now on this PC writes as that device, and
 * what it wrote beyond the common part of its old history is written again. One durable transaction in short steps;
 * the look through the log before it holds nobody up.
 * @param byTwin what the original of this copy answered, whose rows cannot be read here yet. A copy is no hub.
 * @returns null as long as nobody has admitted it.
 */
export const completeRenewal = async (
  replica: Replica,
  inTurns: InTurns,
  byTwin: ToldByTwin | null = null,
): Promise<Result<Renewed | null, AppError>> => {
  const { db } = replica;
  const { writer } = db;
  const admitted = readAdmitted(replica, byTwin);
  if (admitted === null) return ok(null);
  const prepared = new Map<number, RowHistory>();
  for (const { history, agreed } of agreedEnds(admitted))
    prepared.set(history.epoch, await runInTurns(prepareRewind(writer, history, agreed), inTurns));
  const touched: Touched = new Map();
  try {
    return await atomicallyInTurns<Renewed | null, AppError>(
      db,
      function* () {
        const now = readAdmitted(replica, byTwin);
        if (now === null) return ok(null);
        const { renewal, old, code, role, isCopy } = now;
        const nowMs = replica.clock.nowMs();
        const own: Operation[] = [];
        for (const { history, agreed } of agreedEnds(now)) {
          const known = prepared.get(history.epoch) ?? null;
          own.push(...(yield* rewindHistory(writer, history, agreed, nowMs, known)));
        }
        writeMembership(writer, {
          ...old,
          deviceId: renewal.deviceId,
          deviceCode: code,
          role,
          epoch: old.epoch + 1,
          hubDeviceId: role === 'hub' ? renewal.deviceId : old.hubDeviceId,
        });
        writeMeta(writer, 'operationKey', renewal.privateKey);
        writeMeta(writer, 'ticketCounter', '0');
        writeMeta(writer, 'renewal', '');
        if (!isCopy) standFor(writer, old.deviceId);
        acceptKey(writer, renewal.deviceId, renewalKey(renewal));
        replica.refreshMembership();
        const reissued = yield* reissueOperations(replica, writer, own, touched);
        const outcome = { oldCode: old.deviceCode, newCode: code, reissued };
        writeMeta(writer, 'renewed', JSON.stringify(outcome));
        return ok(outcome);
      },
      inTurns,
      (error) => error,
      (outcome) => {
        replica.refreshMembership();
        if (outcome !== null) replica.announce(touched, 'mended', outcome.reissued);
      },
    );
  } finally {
    // After a rollback this PC is who it was.
    if (writer.sqlite.open) replica.refreshMembership();
  }
};

/**
 * Gives up this replica's branch of another device's history, in which its peers hold another one. What nobody else
 * may have is written again by this PC. One durable transaction in short steps.
 */
export const giveUpBranch = async (
  replica: Replica,
  history: History,
  agreed: number,
  inTurns: InTurns,
): Promise<Result<number, AppError>> => {
  const { db } = replica;
  const prepared = await runInTurns(prepareRewind(db.writer, history, agreed), inTurns);
  const touched: Touched = new Map();
  return atomicallyInTurns<number, AppError>(
    db,
    function* () {
      const nowMs = replica.clock.nowMs();
      const orphans = yield* rewindHistory(db.writer, history, agreed, nowMs, prepared);
      return ok(yield* reissueOperations(replica, db.writer, orphans, touched));
    },
    inTurns,
    (error) => error,
    (reissued) => replica.announce(touched, 'mended', reissued),
  );
};

const lowestCode = 101;
const lowestCodeWithoutHub = 500;
const highestCode = 999;

/** The hub gives the lowest code that was never given; anybody else one by chance, far from the hub's. */
export const freeCode = (
  connection: Connection,
  random: Replica['random'],
  byHub: boolean,
): number | null => {
  const given = new Set(
    connection.all(sqlBuilder.selectFrom('device').select('code')).map(({ code }) => code),
  );
  const from = byHub ? lowestCode : lowestCodeWithoutHub;
  const free = Array.from({ length: highestCode - from + 1 }, (_, n) => from + n).filter(
    (code) => !given.has(code),
  );
  const [high = 0, low = 0] = random.bytes(2);
  return (byHub ? free[0] : free[(high * 256 + low) % free.length]) ?? null;
};

/**
 * Admits a member anew under another identity, beside its old row, which says who goes on in its place.
 * Asked again it changes nothing. A copy of this very PC becomes a desk, and nobody's successor.
 * @returns the code of the new identity.
 */
export const admitAnew = (
  replica: Replica,
  { role, deviceId: ownId }: Membership,
  former: DeviceId,
  next: { readonly deviceId: DeviceId; readonly operationKey: string },
): Result<number, AppError> =>
  runCommand(replica, { name: 'device.renew', author: { userId: null } }, (tx) => {
    const key = acceptedKey(tx.connection, next.deviceId);
    const old = findRow(tx.connection, 'device', former);
    const isTaken =
      (key !== null && key !== next.operationKey) || endsLikeAnother(tx.connection, next.deviceId);
    if (old === null || isTaken) return err({ code: 'not-found', data: { entity: 'device', id: former } });
    const known = tx.connection.get(
      sqlBuilder.selectFrom('device').select('code').where('id', '=', blobOf(next.deviceId)),
    );
    if (known !== undefined) return ok(known.code);
    const code = freeCode(tx.connection, replica.random, role === 'hub');
    if (code === null) return err({ code: 'device-codes-exhausted' });
    tx.insertWithId(device, next.deviceId, {
      code,
      name: old.name,
      role: former === ownId ? 'desk' : old.role,
      operationKey: next.operationKey,
    });
    if (former !== ownId) tx.update(device, former, { replacedById: next.deviceId });
    return ok(code);
  });
