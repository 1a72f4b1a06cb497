import type { MessageOf } from '../../../shared/sync/messages.ts';
import { countMissing, type VersionVector, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { archiveEnd } from '../db/archive.ts';
import { logBytesFrom } from '../db/log-changes.ts';
import { firstMissing, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import type { Frame } from '../sync/frame.ts';
import type { Timer } from '../sync/ports.ts';
import type { FeatureHooks, SessionPeer } from '../sync/session-feature.ts';
import { signCheckpoint } from './maker-signature.ts';
import { chunkCount } from './manifest.ts';
import type { HeldCheckpoint, Snapshots } from './snapshots.ts';

/** How long a peer that lacks much may take to ask for a copy, before it gets the log after all. */
const askWithinMs = 5000;
/** A held copy that nobody has asked for is given up after this. */
const heldForMs = 30 * 60_000;
const inUseMs = 60_000;
const maxBufferedBytes = 1024 * 1024;
/** Chunks that a peer may have asked for and not received; an honest one asks for eight. */
const mostAsked = 64;

/** When a copy of the whole is worth its while instead of the log. */
export interface CheckpointLimits {
  /** A peer that lacks fewer operations is not asked whether it wants a copy instead. */
  readonly fewOperations: number;
  /** A copy is given from here on: so many operations, or so many bytes of them. */
  readonly manyOperations: number;
  readonly manyBytes: number;
  /** A held copy that lacks more than this, and more than its tenth, is made anew. */
  readonly freshWithin: number;
}

export const officeLimits: CheckpointLimits = {
  fewOperations: 200,
  manyOperations: 2000,
  manyBytes: 16 * 1024 * 1024,
  freshWithin: 5000,
};

export interface ServerParts {
  readonly replica: Replica;
  readonly limits: CheckpointLimits;
  readonly snapshots: Snapshots;
  readonly onFault: (cause: unknown) => void;
}

/** Gives copies to those who lack much. One copy serves everybody who asks while it is fresh. */
export interface CheckpointServer {
  open(peer: SessionPeer): FeatureHooks;
  close(): void;
}

export const createCheckpointServer = ({
  replica,
  limits,
  snapshots,
  onFault,
}: ServerParts): CheckpointServer => {
  const { clock, db } = replica;
  let making: Promise<HeldCheckpoint | null> | null = null;
  let expiry: Timer | null = null;
  /** Somebody has been given a chunk of the held copy lately: it stays until that is over. */
  let servedAtMs = Number.NEGATIVE_INFINITY;

  const own = () => vectorFromEntries(readVector(db.reader));
  const keepForAWhile = (): void => {
    expiry?.cancel();
    expiry = clock.after(heldForMs, () => snapshots.forgetHeld());
  };
  /** It holds what was given up here since: whoever took it would have to give that up as well. */
  const isGivenUp = ({ manifest: { facts } }: HeldCheckpoint): boolean =>
    countMissing(vectorFromEntries(facts.vector), own()) > 0;
  const isFresh = ({ manifest: { facts } }: HeldCheckpoint): boolean => {
    const mine = own();
    const missing = countMissing(mine, vectorFromEntries(facts.vector));
    return (
      facts.schema === db.reader.model.version &&
      (missing <= limits.freshWithin || missing <= countMissing(mine, new Map()) / 10)
    );
  };
  const make = async (): Promise<HeldCheckpoint | null> => {
    const membership = replica.membership();
    if (membership === null) return null;
    const { organisationId, deviceId: maker } = membership;
    const made = await snapshots.make({ organisationId, maker }, (id) => signCheckpoint(replica, id));
    return made.ok ? made.value : null;
  };
  /** The one with this id, or a fresh one; one that is being made is waited for. */
  const provide = async (id: string | null): Promise<HeldCheckpoint | null> => {
    const inPlace = snapshots.held();
    if (inPlace !== null && isGivenUp(inPlace)) snapshots.forgetHeld();
    const held = snapshots.held();
    const isInUse = clock.monotonicMs() - servedAtMs < inUseMs;
    const isOwn = held?.manifest.facts.maker === replica.membership()?.deviceId;
    if (held !== null && (held.manifest.id === id || (isOwn && (isInUse || isFresh(held))))) return held;
    making ??= make().finally(() => {
      making = null;
    });
    return making;
  };
  const isWorthIt = (theirs: VersionVector): boolean => {
    if (countMissing(own(), theirs) >= limits.manyOperations) return true;
    const from = firstMissing(db.reader, theirs);
    if (from === null) return false;
    // Who lacks what every live device has was away for long.
    if (from <= archiveEnd(db.reader)) return true;
    return logBytesFrom(db.reader, from, limits.manyOperations) >= limits.manyBytes;
  };

  const open = (peer: SessionPeer): FeatureHooks => {
    const asked: { readonly held: HeldCheckpoint; readonly index: number }[] = [];
    let theirs: VersionVector = new Map();
    let offered: HeldCheckpoint | null = null;
    let letGo: (() => void) | null = null;
    let patience: Timer | null = null;
    let closed = false;

    const hold = (): void => {
      patience?.cancel();
      patience = null;
      letGo ??= peer.holdOperations();
    };
    const release = (): void => {
      patience?.cancel();
      patience = null;
      asked.length = 0;
      offered = null;
      letGo?.();
      letGo = null;
    };
    const decline = (reason: MessageOf<'checkpoint-none'>['reason']): void => {
      peer.send({ t: 'checkpoint-none', reason });
      release();
    };
    const offer = async (want: MessageOf<'checkpoint-want'>): Promise<void> => {
      if (want.schema < db.reader.model.version) return decline('form-newer');
      if (!want.mustHave && !isWorthIt(theirs)) return decline('log-is-shorter');
      hold();
      peer.send({ t: 'checkpoint-soon' });
      const held = await provide(want.have);
      if (closed) return;
      if (held === null) return decline('failed');
      keepForAWhile();
      offered = held;
      const { id, factsText: facts, hashes, signature } = held.manifest;
      peer.send({ t: 'checkpoint-offer', id, facts, signature }, [hashes]);
    };
    /** As far as the network keeps up: what the user does here goes over the same line. */
    const pump = (): void => {
      while (!closed && peer.bufferedBytes() < maxBufferedBytes) {
        const next = asked.shift();
        if (next === undefined) return;
        const { id } = next.held.manifest;
        if (snapshots.held()?.manifest.id !== id) return decline('gone');
        servedAtMs = clock.monotonicMs();
        peer.send({ t: 'checkpoint-chunk', id, index: next.index }, [next.held.chunk(next.index)]);
      }
    };
    const onMessage = ({ message }: Frame): void => {
      if (message.t === 'checkpoint-want') {
        offer(message).catch((cause: unknown) => {
          onFault(cause);
          if (!closed) decline('failed');
        });
      } else if (message.t === 'checkpoint-get') {
        if (asked.length >= mostAsked) return peer.refuse('broken-rule');
        if (offered === null || offered.manifest.id !== message.id) return decline('gone');
        if (message.index >= chunkCount(offered.manifest)) return peer.refuse('broken-rule');
        keepForAWhile();
        asked.push({ held: offered, index: message.index });
        pump();
      } else if (message.t === 'checkpoint-wait') hold();
      else if (message.t === 'checkpoint-stop') release();
    };

    return {
      onMessage,
      onHoldings: (vector) => {
        theirs = vectorFromEntries(vector);
        if (offered !== null || letGo !== null || countMissing(own(), theirs) <= limits.fewOperations) return;
        hold();
        patience = clock.after(askWithinMs, release);
      },
      onDrain: pump,
      onClose: () => {
        closed = true;
        release();
      },
    };
  };
  const stopWatching = replica.onCommitted(({ origin }) => {
    if (origin === 'mended') snapshots.forgetHeld();
  });
  // One that an earlier life left behind goes as well.
  if (snapshots.held() !== null) keepForAWhile();
  return {
    open,
    close: () => {
      stopWatching();
      expiry?.cancel();
    },
  };
};
