import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { Connection } from './connection.ts';
import { type History, heldHash } from './operation-log.ts';
import { uuidOf } from './uuid-blob.ts';

/** How one history ends here. */
export interface HeadEntry extends VectorEntry {
  /** The beginning of SHA-256 of the last operation, hex: enough to see that two are not the same. */
  readonly hash: string;
}

const hashBytes = 8;

export const shortHash = (hash: Uint8Array): string =>
  Buffer.from(hash).subarray(0, hashBytes).toString('hex');

/** In the order of device and epoch. */
export const readHeads = (connection: Connection): HeadEntry[] =>
  (
    connection.prepare('SELECT device, epoch, seq, hash FROM head ORDER BY device, epoch').all() as {
      device: Buffer;
      epoch: number;
      seq: number;
      hash: Buffer;
    }[]
  ).map(({ device, epoch, seq, hash }) => ({ device: uuidOf(device), epoch, seq, hash: shortHash(hash) }));

/** The hash of the operation that is held under this number; null when there is none. */
export const hashAt = (connection: Connection, history: History, seq: number): Buffer | null =>
  heldHash(connection, { ...history, seq });
