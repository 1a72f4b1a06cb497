import type { OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey } from '../../../shared/sync/version-vector.ts';
import { sha256 } from './sha256.ts';

/*
 * Every operation names the hash of the one before it in its history. Where both stand in one block that hash follows
 * from the block itself, is left out of it, and is put back where the block is read. It is chance, which no
 * compression makes smaller.
 */

const hashDigits = 2 * 32;
const prevStart = Buffer.from('"prev":"');

/** Where the envelope of an operation ends at the latest: before everything that people write. */
const envelopeBytes = 400;

/** Where the hash of the operation before stands in the bytes; -1 when that is not what stands there. */
export const findPrev = (bytes: Buffer, hash: string | undefined): number => {
  if (hash === undefined) return -1;
  const at = bytes.subarray(0, envelopeBytes).indexOf(prevStart);
  const from = at + prevStart.length;
  return at >= 0 && bytes.toString('latin1', from, from + hash.length) === hash ? from : -1;
};

/** What is left of the bytes without the hash at this place: two pieces. */
export const withoutPrev = (bytes: Buffer, at: number): readonly [Buffer, Buffer] => [
  bytes.subarray(0, at),
  bytes.subarray(at + hashDigits),
];

export const putPrevBack = (rest: Buffer, at: number, hash: string): Buffer =>
  Buffer.concat([rest.subarray(0, at), Buffer.from(hash), rest.subarray(at)]);

export interface Chain {
  /** The hash of the newest operation of this one's history; undefined when none was added, or none can be read. */
  before(key: OperationKey): string | undefined;
  /** @param plain what was hashed and signed; null when it cannot be had. */
  add(key: OperationKey, plain: Buffer | null): void;
}

/** The newest operation of each history, while a block is walked through. */
export const createChain = (): Chain => {
  const newest = new Map<string, Buffer | null>();
  return {
    before: (key) => {
      const plain = newest.get(historyKey(key)) ?? null;
      return plain === null ? undefined : sha256(plain).toString('hex');
    },
    add: (key, plain) => {
      newest.set(historyKey(key), plain);
    },
  };
};

const hlcPattern = /"hlc":"([0-9a-f]{16})"/;

/** The clock value as the bytes say it. */
export const hlcIn = (bytes: Buffer): string | null =>
  hlcPattern.exec(bytes.toString('latin1', 0, envelopeBytes))?.[1] ?? null;
