import type { OperationKey } from '../../../shared/sync/operation.ts';
import { createBreath } from '../db/breathe.ts';
import type { Connection } from '../db/connection.ts';
import { plainOf } from '../db/operation-form.ts';
import { countOperations, readLogFrom } from '../db/operation-log.ts';
import { mayConcern } from '../db/recompute-rows.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import type { RowName } from './row-sums.ts';

const stretch = 100;

export interface CheckedLog {
  readonly operations: number;
  /** Operations whose bytes are not those that were accepted. */
  readonly damaged: readonly {
    readonly received: number;
    readonly key: OperationKey;
    readonly hash: Buffer;
  }[];
  /** How many are named by the heads and are not here. */
  readonly missing: number;
  /** Where operations stand that may concern the rows. */
  readonly places: readonly number[];
  /** The first place behind what was looked at. */
  readonly end: number;
}

const hashOf = (connection: Connection, received: number): Buffer | null => {
  const row = connection.prepare('SELECT hash FROM operation WHERE received = ?').get(received) as
    | { hash: Buffer }
    | undefined;
  return row?.hash ?? null;
};

/** Compares every operation of the log with its hash, in short pieces, and notes which concern some rows. */
export const checkLog = async (
  { db: { reader }, clock }: Replica,
  rows: readonly RowName[],
  onProgress: (done: number, total: number) => void,
): Promise<CheckedLog> => {
  const breathe = createBreath(clock.monotonicMs);
  const concerns = mayConcern(rows);
  const total = countOperations(reader);
  const damaged: { received: number; key: OperationKey; hash: Buffer }[] = [];
  const places: number[] = [];
  let done = 0;
  for (let next = 0; ; ) {
    const operations = readLogFrom(reader, next, stretch);
    for (const stored of operations) {
      const { received, key } = stored;
      next = received + 1;
      const plain = plainOf(stored);
      const hash = hashOf(reader, received);
      if (hash !== null && (plain === null || !sha256(plain).equals(hash))) {
        damaged.push({ received, key, hash });
        places.push(received);
      } else if (plain !== null && concerns(plain)) places.push(received);
    }
    done += operations.length;
    if (operations.length < stretch)
      return {
        operations: done,
        damaged,
        missing: Math.max(0, countOperations(reader) - done),
        places,
        end: next,
      };
    onProgress(done, total);
    await breathe();
  }
};
