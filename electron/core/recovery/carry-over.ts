import type { AppError } from '../../../shared/contract/errors.ts';
import type { Clock, Random } from '../../../shared/lib/clock.ts';
import { ok } from '../../../shared/lib/result.ts';
import { parseTicketNumber } from '../../../shared/rules/ticket-number.ts';
import type { IncomingOperation } from '../db/accept.ts';
import { atomically } from '../db/atomically.ts';
import type { Connection } from '../db/connection.ts';
import type { Database } from '../db/database.ts';
import { readMembership, readMeta, writeMeta } from '../db/meta.ts';
import { readOperation } from '../db/operation-form.ts';
import { reissueOperations } from '../db/reissue.ts';
import {
  addToSalvage,
  forgetRejoining,
  isRejoining,
  markRejoining,
  readSalvageList,
  removeFromSalvage,
} from '../db/rejoining.ts';
import { openReplica, type Replica } from '../db/replica.ts';
import type { Touched } from '../db/touched.ts';
import type { DataFolder, Replacement } from './data-folder.ts';
import { restoreIdentityCopy } from './identity-copy.ts';
import { carryLocalFacts } from './local-facts.ts';
import { type Salvaged, salvageOperations } from './salvage.ts';
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
const hasOthers = (connection: Connection): boolean =>
  connection.prepare('SELECT 1 FROM typed_address UNION ALL SELECT 1 FROM peer LIMIT 1').get() !== undefined;

const takeOperations = (from: Connection, staged: Database, { clock, random }: CarryParts): Salvaged =>
  salvageOperations(from, openReplica(staged, clock, random));

/** Adds to what the user is told of the set-aside file. */
const reportRecovered = (connection: Connection, recovered: number): void => {
  const said = readSetAsideReport(connection);
  if (said !== null) writeSetAsideReport(connection, { ...said, recovered: said.recovered + recovered });
};

/**
 * Writes own operations again that cannot be appended as they are: one before them could not be read, or others know
 * another one in their place. Inside a transaction only.
 * @returns how many.
 */
const reissueUnfit = (into: Replica, unfit: readonly IncomingOperation[], touched: Touched): number => {
  const to = into.db.writer;
  const own = into.membership()?.deviceId;
  const operations = unfit.flatMap(({ key, form = 0, bytes, signature }) => {
    if (key.device !== own) return [];
    const read = readOperation({ form, bytes });
    // What does not bear this PC's signature was not written here.
    if (!read.ok || into.checkSignature(to, key, read.value.plain, signature) !== null) return [];
    return [read.value.operation];
  });
  return operations.length === 0 ? 0 : reissueOperations(into, to, operations, touched);
};

const readAside = (aside: Connection, into: Replica): Salvaged => {
  try {
    return salvageOperations(aside, into);
  } finally {
    aside.close();
  }
};

/** Takes what set-aside databases hold and this one lacks; then the own history is known as far as anybody knows it. */
const salvageAll = (folder: DataFolder, into: Replica): void => {
  const to = into.db.writer;
  const unfit: IncomingOperation[] = [];
  const read: string[] = [];
  for (const name of readSalvageList(to)) {
    const aside = folder.readSetAside(name);
    if (aside === null) continue;
    const salvaged = readAside(aside, into);
    reportRecovered(to, salvaged.taken);
    unfit.push(...salvaged.unfit);
    read.push(name);
  }
  const touched: Touched = new Map();
  // At once: begun anew after a power cut, nothing is written a second time.
  const ended = atomically<number, AppError>(
    to,
    () => {
      raiseTicketCounter(to);
      const reissued = reissueUnfit(into, unfit, touched);
      reportRecovered(to, reissued);
      removeFromSalvage(to, read);
      forgetRejoining(to);
      return ok(reissued);
    },
    (error) => error,
  );
  if (!ended.ok) throw new Error(ended.error.code);
  if (ended.value > 0) into.announce(touched, 'local', ended.value);
};

/** The log has come instead of a checkpoint: what only the damaged file holds goes on top of it. */
export const finishRejoining = (folder: DataFolder, replica: Replica): void => {
  if (isRejoining(replica.db.writer)) salvageAll(folder, replica);
};

/**
 * Fills the staged database with what only this PC has: what belongs to it, and the operations that the staged one
 * lacks, own ones and others', unchanged. Can be repeated after any interruption: what is there already is passed over.
 */
export const carryOver = (staged: Database, replacement: Replacement, parts: CarryParts): void => {
  const { folder } = parts;
  const to = staged.writer;
  const old = folder.readLive();
  try {
    if (old !== null) carryLocalFacts(old, to, () => undefined);
    if (readMembership(to) === null) restoreIdentityCopy(folder, to);
    const membership = readMembership(to);
    if (replacement.reason === 'corrupt' || replacement.reason === 'forked')
      writeSetAsideReport(to, {
        cause: replacement.reason,
        recovered: 0,
        setAside: replacement.setAside,
      });
    if (replacement.reason === 'corrupt') {
      addToSalvage(to, replacement.setAside);
      // With others there, they have nearly all of it, and checked; alone, the damaged file is all there is.
      if (membership !== null && hasOthers(to)) markRejoining(to);
      else if (old !== null) reportRecovered(to, takeOperations(old, staged, parts).taken);
    } else if (old !== null) {
      if (takeOperations(old, staged, parts).unfit.length > 0) addToSalvage(to, replacement.setAside);
    }
    if (replacement.reason === 'checkpoint')
      salvageAll(folder, openReplica(staged, parts.clock, parts.random));
    else raiseTicketCounter(to);
  } finally {
    old?.close();
  }
};
