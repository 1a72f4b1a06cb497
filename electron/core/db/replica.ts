import type { Clock, Random } from '../../../shared/lib/clock.ts';
import type { EntityId, UserId } from '../../../shared/lib/ids.ts';
import { uuidV7 } from '../../../shared/lib/uuid.ts';
import { type Hlc, seenHlc, tickHlc } from '../../../shared/sync/hlc.ts';
import type { Database } from './database.ts';
import { createSignatureCheck, type SignatureCheck } from './device-keys.ts';
import { type Membership, readMembership } from './meta.ts';
import { latestHlc } from './operation-log.ts';
import { createOwnSigner, type OwnSigner } from './own-signer.ts';
import type { Touched } from './touched.ts';

export interface Committed {
  readonly touched: ReadonlyMap<string, ReadonlySet<string>>;
  readonly origin: 'local' | 'remote';
  readonly operations: number;
}

/**
 * This PC's copy of everything: the database, who this PC is, and its clock. The only way to write
 * into it is an operation, made by `runCommand` or taken from a peer by `acceptOperations`.
 */
export interface Replica {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  membership(): Membership | null;
  /** Reads the membership again after set-up. */
  refreshMembership(): void;
  newId<Name extends string>(): EntityId<Name>;
  /** Signs an operation of this PC. */
  readonly sign: OwnSigner;
  /** Checks an operation of any device. */
  readonly checkSignature: SignatureCheck;
  /** The clock value for the next local operation. */
  nextHlc(): Hlc;
  /** Takes note of a peer's clock value. */
  seeHlc(hlc: Hlc): void;
  /** A peer sent an operation of this PC's own history that this PC does not have: it is a copy of itself. */
  noteTwin(): void;
  onTwin(listener: () => void): () => void;
  onCommitted(listener: (committed: Committed) => void): () => void;
  /** @param relieve told that a write found no room on the disk; answers whether it made some. */
  onFull(relieve: () => boolean): void;
  /** Asks for room after a write found none. @returns whether to try again. */
  relieve(): boolean;
  /** Told after the transaction is durable, never inside it. */
  announce(touched: Touched, origin: 'local' | 'remote', operations: number): void;
}

export interface Author {
  readonly userId: UserId | null;
}

export const openReplica = (db: Database, clock: Clock, random: Random): Replica => {
  let membership = readMembership(db.writer);
  let hlc = latestHlc(db.writer);
  const listeners = new Set<(committed: Committed) => void>();
  let makeRoom = (): boolean => false;
  const twinListeners = new Set<() => void>();
  return {
    db,
    clock,
    random,
    membership: () => membership,
    refreshMembership: () => {
      membership = readMembership(db.writer);
    },
    // A UUID becomes the id of the entity whose row is being made.
    newId: <Name extends string>() => uuidV7(clock.nowMs(), random.bytes(10)) as EntityId<Name>,
    sign: createOwnSigner(),
    checkSignature: createSignatureCheck(),
    nextHlc: () => {
      hlc = tickHlc(hlc, clock.nowMs());
      return hlc;
    },
    seeHlc: (seen) => {
      hlc = seenHlc(hlc, seen);
    },
    noteTwin: () => {
      for (const listener of twinListeners) listener();
    },
    onTwin: (listener) => {
      twinListeners.add(listener);
      return () => twinListeners.delete(listener);
    },
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onFull: (relieve) => {
      makeRoom = relieve;
    },
    relieve: () => makeRoom(),
    announce: (touched, origin, operations) => {
      for (const listener of listeners) listener({ touched, origin, operations });
    },
  };
};
