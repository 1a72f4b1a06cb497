import type { AppError } from '../../../shared/contract/errors.ts';
import type { Clock, Random } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import { parseTicketNumber } from '../../../shared/rules/ticket-number.ts';
import type { Operation } from '../../../shared/sync/operation.ts';
import { atomically } from '../db/atomically.ts';
import type { Connection } from '../db/connection.ts';
import type { Database } from '../db/database.ts';
import { readAcceptedKeys } from '../db/device-keys.ts';
import { readMembership, readMeta, writeMeta } from '../db/meta.ts';
import { readOperation } from '../db/operation-form.ts';
import { readHead } from '../db/operation-log.ts';
import { reissueOperations } from '../db/reissue.ts';
import {
  addToSalvage,
  awaitOwnTail,
  forgetRejoining,
  isRejoining,
  markRejoining,
  readOwnTold,
  readSalvageList,
  removeFromSalvage,
} from '../db/rejoining.ts';
import { openReplica, type Replica } from '../db/replica.ts';
import { keepAside } from '../db/rewind.ts';
import { sha256 } from '../db/sha256.ts';
import { runAtOnce, type Steps } from '../db/steps.ts';
import type { Touched } from '../db/touched.ts';
import type { DataFolder, Replacement } from './data-folder.ts';
import { restoreIdentityCopy } from './identity-copy.ts';
import { carryLocalFacts } from './local-facts.ts';
import { salvageOperations, type UnfitOperation } from './salvage.ts';
import { readSetAsideReport, writeSetAsideReport } from './set-aside-report.ts';

export interface CarryParts {
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly random: Random;
}

/** The highest counter in the ticket numbers that this device gave, as far as tickets are here. */
const usedTicketCounter = (connection: Connection, deviceCode: number): number => {
  const rows = connection
    .prepare('SELECT number FROM ticket WHERE number >= ? AND number < ?')
    .all(`${deviceCode}-`, `${deviceCode}.`) as { number: string }[];
  return rows.reduce((highest, { number }) => {
    const parsed = parseTicketNumber(number);
    return parsed.ok ? Math.max(highest, parsed.value.counter) : highest;
  }, 0);
};

/** No number is given twice, also when the counter was not among what could be read. */
const raiseTicketCounter = (connection: Connection): void => {
  const membership = readMembership(connection);
  if (membership === null) return;
  const used = usedTicketCounter(connection, membership.deviceCode);
  if (used > Number(readMeta(connection, 'ticketCounter') ?? '0'))
    writeMeta(connection, 'ticketCounter', String(used));
};

/** Whether anybody else can have what stood in a damaged database. */
const hasOthers = (connection: Connection, own: DeviceId): boolean =>
  readAcceptedKeys(connection).some(([deviceId]) => deviceId !== own) ||
  connection.prepare('SELECT 1 FROM typed_address UNION ALL SELECT 1 FROM peer LIMIT 1').get() !== undefined;

/** Adds to what the user is told of the set-aside file. */
const reportRecovered = (connection: Connection, recovered: number): void => {
  const said = readSetAsideReport(connection);
  if (said !== null) writeSetAsideReport(connection, { ...said, recovered: said.recovered + recovered });
};

/**
 * What nobody could append and this PC cannot write again stays in the file alone: the user has to know of it, also
 * where nothing was said of the file so far. Inside a transaction only.
 */
const reportLeft = (connection: Connection, left: number, setAside: string | undefined): void => {
  const said = readSetAsideReport(connection);
  if (left === 0 || setAside === undefined) return;
  writeSetAsideReport(connection, {
    ...(said ?? { cause: 'behind', recovered: 0, setAside }),
    left: (said?.left ?? 0) + left,
  });
};

/**
 * One that nobody can append any more and this PC writes again: its own, and what stands on another branch of any
 * history than the one that all go on with, as of a branch that is given up among peers. Null when somebody may still
 * have what comes before it, or when it bears another signature than that of its device.
 */
const readOrphan = (into: Replica, { isOfOtherBranch, ...unfit }: UnfitOperation) => {
  const { key, form = 0, bytes, signature } = unfit;
  if (key.device !== into.membership()?.deviceId && !isOfOtherBranch) return null;
  const read = readOperation({ form, bytes });
  if (!read.ok || into.checkSignature(into.db.writer, key, read.value.plain, signature) !== null) return null;
  const { operation, plain } = read.value;
  return { operation, stored: { form, bytes, signature, hash: sha256(plain) } };
};

/** What set-aside databases hold that cannot be appended. */
interface Leftover {
  readonly unfit: readonly UnfitOperation[];
  /** Their names, once they were read or nothing of them can come. */
  readonly read: readonly string[];
}

/** Takes what set-aside databases hold and this one lacks. Each step is a transaction of its own. */
export function* salvageFiles(folder: DataFolder, into: Replica): Steps<Result<Leftover, AppError>> {
  const to = into.db.writer;
  const unfit: UnfitOperation[] = [];
  const read: string[] = [];
  for (const name of readSalvageList(to)) {
    const aside = folder.readSetAside(name);
    if (aside === null) continue;
    try {
      const salvaged = yield* salvageOperations(aside, into);
      if (!salvaged.ok) return salvaged;
      reportRecovered(to, salvaged.value.taken);
      unfit.push(...salvaged.value.unfit);
      read.push(name);
    } finally {
      aside.close();
    }
  }
  return ok({ unfit, read });
}

/**
 * After everything that fits was taken over the own history is known as far as anybody knows it: writes again what
 * nobody can append as it is, because one before it could not be read, or others know another one in its place
 * (docs/spec/sync.md, S69 and S155). Inside one transaction, so that nothing is written a second time after a power cut.
 * @returns how many were written again.
 */
export function* endSalvage(
  into: Replica,
  { unfit, read }: Leftover,
  touched: Touched,
): Steps<Result<number, AppError>> {
  const to = into.db.writer;
  raiseTicketCounter(to);
  yield;
  const orphans: Operation[] = [];
  let left = 0;
  for (const each of unfit) {
    const orphan = readOrphan(into, each);
    if (orphan === null) left += 1;
    else if (keepAside(to, each.key, orphan.stored, into.clock.nowMs())) orphans.push(orphan.operation);
    yield;
  }
  const reissued = orphans.length === 0 ? 0 : yield* reissueOperations(into, to, orphans, touched);
  reportRecovered(to, reissued);
  reportLeft(to, left, read.at(-1));
  removeFromSalvage(to, read);
  forgetRejoining(to);
  return ok(reissued);
}

/**
 * Whether a peer has more of this PC's own history than the copy that came, which may be some hours old, and what
 * could be read of the damaged file. Going on from there would be a second history of one device.
 */
const lacksOwnTail = (into: Replica): boolean => {
  const { writer } = into.db;
  const membership = into.membership();
  if (membership === null || !isRejoining(writer)) return false;
  const { deviceId: device, epoch } = membership;
  return readHead(writer, { device, epoch }).seq < readOwnTold(writer);
};

const salvageAtOnce = (folder: DataFolder, into: Replica): Result<null, AppError> => {
  const leftover = runAtOnce(salvageFiles(folder, into));
  if (!leftover.ok) return leftover;
  if (lacksOwnTail(into)) {
    awaitOwnTail(into.db.writer);
    return ok(null);
  }
  const ended = atomically<number, AppError>(
    into.db.writer,
    () => runAtOnce(endSalvage(into, leftover.value, new Map())),
    (error) => error,
  );
  return ended.ok ? ok(null) : ended;
};

/**
 * Fills the staged database with what only this PC has: what belongs to it, and the operations that the staged one
 * lacks, own ones and others', unchanged. Can be repeated after any interruption: what is there already is passed over.
 */
export const carryOver = (
  staged: Database,
  replacement: Replacement,
  { folder, clock, random }: CarryParts,
): Result<null, AppError> => {
  const to = staged.writer;
  const old = folder.readLive();
  /** @returns whether everything fitted. */
  const takeOperations = (from: Connection): Result<boolean, AppError> => {
    const taken = runAtOnce(salvageOperations(from, openReplica(staged, clock, random)));
    if (!taken.ok) return taken;
    reportRecovered(to, taken.value.taken);
    return ok(taken.value.unfit.length === 0);
  };
  try {
    if (old !== null) carryLocalFacts(old, to, () => undefined);
    if (readMembership(to) === null) restoreIdentityCopy(folder, to);
    const membership = readMembership(to);
    const { reason, setAside } = replacement;
    if (reason === 'corrupt' || reason === 'forked')
      writeSetAsideReport(to, { cause: reason, recovered: 0, left: 0, setAside });
    // With others there, they have nearly all of a damaged file, and checked; alone, it is all there is.
    const isForOthers = reason === 'corrupt' && membership !== null && hasOthers(to, membership.deviceId);
    const taken = old === null || isForOthers ? ok(true) : takeOperations(old);
    if (!taken.ok) return taken;
    // What does not fit is looked at again once the file is set aside.
    if (reason === 'corrupt' || !taken.value) addToSalvage(to, setAside);
    if (isForOthers) markRejoining(to);
    if (reason === 'checkpoint') return salvageAtOnce(folder, openReplica(staged, clock, random));
    raiseTicketCounter(to);
    return ok(null);
  } finally {
    old?.close();
  }
};
