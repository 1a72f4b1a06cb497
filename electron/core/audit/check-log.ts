import type { OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey } from '../../../shared/sync/version-vector.ts';
import { archiveEnd } from '../db/archive.ts';
import type { Connection } from '../db/connection.ts';
import { plainOf } from '../db/operation-form.ts';
import { countOperations, readHead, readLogFrom } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import { type InTurns, runInTurns, type Steps } from '../db/steps.ts';
import type { StoredOperation } from '../db/stored-operation.ts';

const stretch = 50;

export interface DamagedOperation {
  readonly received: number;
  readonly key: OperationKey;
  /** Of the bytes with which it was accepted. */
  readonly hash: Buffer;
  readonly isArchived: boolean;
}

export interface CheckedLog {
  readonly operations: number;
  /** Operations whose bytes are not those that were accepted. */
  readonly damaged: readonly DamagedOperation[];
  /** How many are named by the heads and are not here. */
  readonly missing: number;
}

const hashAt = (connection: Connection, received: number): Buffer | null => {
  const row = connection.prepare('SELECT hash FROM operation WHERE received = ?').get(received) as
    | { hash: Buffer }
    | undefined;
  return row?.hash ?? null;
};

/** Operations begin with their envelope, in which this stands once. */
const chained = /"prev":"([0-9a-f]*)"/;
const envelopeBytes = 1000;

/** The hash that an operation names of the one before it; null when its bytes do not say so. */
const previousHash = (plain: Buffer): string | null =>
  chained.exec(plain.toString('latin1', 0, envelopeBytes))?.[1] ?? null;

interface Archived {
  readonly stored: StoredOperation;
  readonly hash: Buffer | null;
}

function* checkSteps(connection: Connection): Steps<CheckedLog> {
  const damaged: DamagedOperation[] = [];
  /** In the archive no operation's hash is kept: the next one of its history names it. */
  const unconfirmed = new Map<string, Archived>();
  const confirm = (history: string, expected: Buffer): void => {
    const before = unconfirmed.get(history);
    unconfirmed.delete(history);
    if (before === undefined || before.hash?.equals(expected)) return;
    const { received, key } = before.stored;
    damaged.push({ received, key, hash: expected, isArchived: true });
  };
  const end = archiveEnd(connection);
  let done = 0;
  for (let next = 0; ; ) {
    const operations = readLogFrom(connection, next, stretch);
    for (const stored of operations) {
      const { received, key } = stored;
      next = received + 1;
      done += 1;
      const plain = plainOf(stored);
      const hash = plain && sha256(plain);
      const kept = hashAt(connection, received);
      const isSound = kept === null || hash?.equals(kept) === true;
      if (kept !== null && !isSound) damaged.push({ received, key, hash: kept, isArchived: false });
      // What is damaged itself tells nothing of the one before.
      const previous = plain !== null && isSound ? previousHash(plain) : null;
      const history = historyKey(key);
      if (previous !== null) confirm(history, Buffer.from(previous, 'hex'));
      if (kept === null && received <= end) unconfirmed.set(history, { stored, hash });
      yield done;
    }
    if (operations.length < stretch) break;
  }
  for (const [history, { stored }] of unconfirmed) {
    const head = readHead(connection, stored.key);
    if (head.seq === stored.key.seq) confirm(history, head.hash);
  }
  damaged.sort((a, b) => a.received - b.received);
  return { operations: done, damaged, missing: Math.max(0, countOperations(connection) - done) };
}

/**
 * Compares every operation of the log, archive and tail as one, with the hash that it was accepted with, in short
 * pieces.
 * @param inTurns `onPlace` is told how many operations were looked at.
 */
export const checkLog = ({ db: { reader } }: Replica, inTurns: InTurns): Promise<CheckedLog> =>
  runInTurns(checkSteps(reader), inTurns);
