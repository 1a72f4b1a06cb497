import type { Clock, Random } from '../../../shared/lib/clock.ts';
import type { EntityId, UserId } from '../../../shared/lib/ids.ts';
import { uuidV7 } from '../../../shared/lib/uuid.ts';
import { type Hlc, hlcMs, hlcUntil, hlcZero, seenHlc, tickHlc } from '../../../shared/sync/hlc.ts';
import { type OfficeClock, openOfficeClock } from '../../../shared/sync/office-clock.ts';
import type { Database } from './database.ts';
import { createSignatureCheck, type SignatureCheck } from './device-keys.ts';
import { farAheadMs } from './far-ahead.ts';
import { latestHlc } from './latest-hlc.ts';
import { type Membership, readMembership, readMeta } from './meta.ts';
import { createOwnSigner, type OwnSigner } from './own-signer.ts';
import type { Touched } from './touched.ts';

/** `mended`: the end of a history was taken out of the log, and what was lost with it written again here. */
type Origin = 'local' | 'remote' | 'mended';

export interface Committed {
  readonly touched: ReadonlyMap<string, readonly string[]>;
  readonly origin: Origin;
  readonly operations: number;
}

/**
 * This PC's copy of everything: the database, who this PC is, and its clock. The only way to write
 * into it is an operation, made by `runCommand` or taken from a peer by `acceptOperations`.
 */
export interface Replica {
  readonly db: Database;
  /** The office's time. */
  readonly clock: OfficeClock;
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
  /** Operations that are dated later are held; null as long as the office's time is not known. */
  latestApplied(): Hlc | null;
  /** Takes note of a peer's clock value. */
  seeHlc(hlc: Hlc): void;
  /** A peer sent an operation of this PC's own history that this PC does not have: it is a copy of itself. */
  noteTwin(): void;
  onTwin(listener: () => void): () => void;
  /** @param turn `first` for what peers wait for: it is told before everything that only keeps books. */
  onCommitted(listener: (committed: Committed) => void, turn?: 'first' | 'later'): () => void;
  /** @param take is given what a listener throws, which is no failure of the commit; thrown without it. */
  onListenerFault(take: (cause: unknown) => void): void;
  /** @param relieve told that a write found no room on the disk; answers whether it made some. */
  onFull(relieve: () => boolean): void;
  /** Asks for room after a write found none. @returns whether to try again. */
  relieve(): boolean;
  /** Told after the transaction is durable, never inside it. */
  announce(touched: Touched, origin: Origin, operations: number): void;
}

export interface Author {
  readonly userId: UserId | null;
}

/** @param ownClock this PC's own. */
export const openReplica = (db: Database, ownClock: Clock, random: Random): Replica => {
  let membership = readMembership(db.writer);
  let hlc = latestHlc(db.writer, null);
  const savedOffset = readMeta(db.writer, 'clockOffset');
  const clock = openOfficeClock({
    clock: ownClock,
    role: () => membership?.role ?? null,
    savedOffsetMs: savedOffset === null ? null : Number(savedOffset),
    latestSeenMs: () => hlcMs(hlc),
  });
  const latestApplied = (): Hlc | null =>
    clock.offsetMs() === null ? null : hlcUntil(clock.nowMs() + farAheadMs);
  const first = new Set<(committed: Committed) => void>();
  const later = new Set<(committed: Committed) => void>();
  let makeRoom = (): boolean => false;
  let takeFault = (cause: unknown): void => {
    throw cause;
  };
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
      const limit = latestApplied();
      // The office's time is earlier than it was thought to be: what is dated later must not carry this PC along.
      if (limit !== null && hlc > limit) hlc = latestHlc(db.writer, limit);
      // A clock that may be anything drives nothing: the next value is one more than the latest that was seen.
      hlc = tickHlc(hlc, limit === null && hlc !== hlcZero ? 0 : clock.nowMs());
      return hlc;
    },
    latestApplied,
    seeHlc: (seen) => {
      const limit = latestApplied();
      if (limit === null || seen <= limit) hlc = seenHlc(hlc, seen);
    },
    noteTwin: () => {
      for (const listener of twinListeners) listener();
    },
    onTwin: (listener) => {
      twinListeners.add(listener);
      return () => twinListeners.delete(listener);
    },
    onCommitted: (listener, turn = 'later') => {
      const listeners = turn === 'first' ? first : later;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onListenerFault: (take) => {
      takeFault = take;
    },
    onFull: (relieve) => {
      makeRoom = relieve;
    },
    relieve: () => makeRoom(),
    announce: (touched, origin, operations) => {
      // What was just written may have begun a new epoch (docs/spec/sync.md, S76).
      if (origin !== 'remote' && readMeta(db.writer, 'epoch') !== String(membership?.epoch))
        membership = readMembership(db.writer);
      for (const listeners of [first, later])
        for (const listener of listeners) {
          try {
            listener({ touched, origin, operations });
          } catch (cause) {
            takeFault(cause);
          }
        }
    },
  };
};
