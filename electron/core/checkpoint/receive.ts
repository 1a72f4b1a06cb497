import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import {
  countMissing,
  historyKey,
  type VectorEntry,
  type VersionVector,
  vectorFromEntries,
} from '../../../shared/sync/version-vector.ts';
import { readVector } from '../db/operation-log.ts';
import { awaitsOwnTail, isRejoining, needsCopy, noteOwnTold, readOwnTold } from '../db/rejoining.ts';
import { readRenewal } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import type { Frame } from '../sync/frame.ts';
import type { Timer } from '../sync/ports.ts';
import type { FeatureHooks, SessionPeer } from '../sync/session-feature.ts';
import { isFromItsMaker } from './maker-signature.ts';
import { chunkCount, isChunk, readManifest } from './manifest.ts';
import type { CheckpointLimits } from './serve.ts';
import type { Manifest, Snapshots } from './snapshots.ts';

/** Chunks that are on their way at a time: 2 MiB fill an office network. */
const chunksUnderWay = 8;
/** A chunk that is not what the manifest says is fetched again, so many times from one peer. */
const mostBadChunks = 3;
/** How long a peer that went may take to come back, before another copy is begun from the first byte. */
const returnWithinMs = 20_000;
/** A peer that does not answer at all knows no checkpoints; one that is making one may take long. */
const answerWithinMs = 15_000;
const makeWithinMs = 20 * 60_000;

export interface Progress {
  /** Bytes. */
  readonly received: number;
  readonly total: number;
}

export interface ReceiverParts {
  readonly replica: Replica;
  readonly limits: CheckpointLimits;
  readonly snapshots: Snapshots;
  readonly onProgress: (progress: Progress | null) => void;
  /** Whether the staged copy and this replica know two ways of one history. */
  readonly isStagedParted: () => Promise<boolean>;
  /** The copy is staged: it is to take the place of the live database. */
  readonly onStaged: () => void;
  /** No copy is to be had, and the log of a peer has come as a whole. */
  readonly onCaughtUp: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** Takes a copy from whoever has one when much is missing here. */
export interface CheckpointReceiver {
  open(peer: SessionPeer): FeatureHooks;
  progress(): Progress | null;
  close(): void;
  /** Gives up what was received. */
  forget(): void;
}

interface Fetch {
  readonly manifest: Manifest;
  /** The first chunk that is not here. */
  next: number;
  /** The first chunk that was not asked for. */
  asked: number;
  source: SessionPeer | null;
  badChunks: number;
  lostAtMs: number;
}

export const createCheckpointReceiver = (parts: ReceiverParts): CheckpointReceiver => {
  const { replica, snapshots, onProgress, onFault } = parts;
  const { clock, db } = replica;
  /** Those that hold so much more that a copy of theirs would help. */
  const helpful = new Map<DeviceId, SessionPeer>();
  const refusedIds = new Set<string>();
  let fetch: Fetch | null = null;
  let asking: SessionPeer | null = null;
  let patience: Timer | null = null;
  /** The log will do, or has to. */
  let isOver = false;
  let isStaging = false;
  let isClosed = false;
  let progress: Progress | null = null;

  const resumed = snapshots.partial().then((partial) => {
    if (partial === null || fetch !== null) return;
    const { manifest, chunks } = partial;
    const [source, badChunks] = [null, 0];
    // Nobody is known to come back for it: the next peer's own copy will do as well.
    fetch = { manifest, next: chunks, asked: chunks, source, badChunks, lostAtMs: Number.NEGATIVE_INFINITY };
  });

  const report = (next: Progress | null): void => {
    progress = next;
    onProgress(next);
  };
  const reportFetch = ({ manifest, next }: Fetch): void => {
    const { size } = manifest.facts;
    report({ received: Math.floor((size * next) / chunkCount(manifest)), total: size });
  };
  const stopAsking = (): void => {
    asking = null;
    patience?.cancel();
    patience = null;
  };
  const stop = (): void => {
    isOver = true;
    stopAsking();
    fetch = null;
    snapshots.forgetPartial();
    for (const peer of helpful.values()) peer.send({ t: 'checkpoint-stop' });
    report(null);
  };
  /** Everybody may send the log again, or has sent it already. */
  const giveUp = (): void => {
    stop();
    finishIfCaughtUp();
  };

  /**
   * This PC's history went on elsewhere: what it wrote since is written again under another identity, and has no
   * place behind a copy's. Its sessions begin anew then, and so does this.
   */
  const isRenewing = (): boolean => readRenewal(db.reader) !== null;

  const request = (current: Fetch): void => {
    const { manifest, source } = current;
    while (current.asked < chunkCount(manifest) && current.asked - current.next < chunksUnderWay) {
      source?.send({ t: 'checkpoint-get', id: manifest.id, index: current.asked });
      current.asked += 1;
    }
  };
  const finish = async (current: Fetch): Promise<void> => {
    isStaging = true;
    const staged = await snapshots.stage();
    // One of an older form is looked at once it has been upgraded, before it takes the place.
    const isOfToday = current.manifest.facts.schema === db.reader.model.version;
    const isFit = staged.ok && !(isOfToday && (await parts.isStagedParted()));
    isStaging = false;
    // It may have closed meanwhile; a copy that is staged and not decided on is written over by the next.
    if (isClosed) return;
    if (isFit && !isRenewing()) {
      if (isRejoining(db.reader)) noteOwnTold(db.writer, Math.max(0, ...[...targets.values()].map(ownIn)));
      return parts.onStaged();
    }
    refusedIds.add(current.manifest.id);
    giveUp();
  };
  const finishIfWhole = (current: Fetch): void => {
    if (current.next < chunkCount(current.manifest)) return;
    finish(current).catch((cause: unknown) => {
      onFault(cause);
      giveUp();
    });
  };

  const ask = (peer: SessionPeer): void => {
    if (isOver || !helpful.has(peer.deviceId)) return;
    if (isRenewing()) return peer.send({ t: 'checkpoint-stop' });
    if (isStaging || asking !== null || (fetch !== null && fetch.source !== null)) {
      peer.send({ t: 'checkpoint-wait' });
      return;
    }
    asking = peer;
    peer.send({
      t: 'checkpoint-want',
      schema: db.reader.model.version,
      have: fetch?.manifest.id ?? null,
      mustHave: needsCopy(db.reader),
    });
    waitFor(peer, answerWithinMs);
  };
  /** Without an answer it is the next one's turn. */
  const waitFor = (peer: SessionPeer, withinMs: number): void => {
    patience?.cancel();
    patience = clock.after(withinMs, () => pass(peer));
  };
  /** This peer cannot help. */
  const pass = (peer: SessionPeer): void => {
    if (asking === peer) stopAsking();
    helpful.delete(peer.deviceId);
    if (helpful.size === 0 && fetch === null) giveUp();
    else askNext();
  };
  /**
   * Whoever is left, and was told to wait; nobody left is not the end, somebody may come. It may be the same PC, whose
   * next connection was there before the last one had ended.
   */
  const askNext = (): void => {
    const [next] = helpful.values();
    if (next !== undefined) ask(next);
  };

  const begin = (peer: SessionPeer, manifest: Manifest): void => {
    try {
      if (fetch?.manifest.id !== manifest.id) {
        snapshots.begin(manifest);
        fetch = { manifest, next: 0, asked: 0, source: peer, badChunks: 0, lostAtMs: 0 };
      }
    } catch (cause) {
      // No room for a copy: the log needs less at a time.
      onFault(cause);
      return giveUp();
    }
    fetch.source = peer;
    fetch.asked = fetch.next;
    reportFetch(fetch);
    request(fetch);
    finishIfWhole(fetch);
  };
  /**
   * A copy that was made some time ago may hold no more than this PC does by now: taking it would change nothing.
   * Whose database was damaged takes any: with it the PC's own history is known.
   */
  const helpsHere = (held: readonly VectorEntry[]): boolean =>
    needsCopy(db.reader) ||
    countMissing(vectorFromEntries(held), vectorFromEntries(readVector(db.reader))) >
      parts.limits.fewOperations;
  const onOffer = (peer: SessionPeer, message: MessageOf<'checkpoint-offer'>, hashes: Buffer): void => {
    if (asking !== peer) return;
    const { id, facts: factsText, signature } = message;
    const read = readManifest({ id, factsText, hashes: Buffer.from(hashes), signature });
    if (!read.ok) return peer.refuse('broken-rule');
    const manifest = read.value;
    const { facts } = manifest;
    if (facts.organisationId !== replica.membership()?.organisationId)
      return peer.refuse('other-organisation');
    stopAsking();
    if (
      facts.schema > db.reader.model.version ||
      !helpsHere(facts.vector) ||
      refusedIds.has(id) ||
      !isFromItsMaker(replica, manifest, peer.deviceId)
    ) {
      peer.send({ t: 'checkpoint-stop' });
      return pass(peer);
    }
    const waitMs = fetch === null ? 0 : fetch.lostAtMs + returnWithinMs - clock.monotonicMs();
    if (fetch === null || fetch.manifest.id === id || waitMs <= 0) return begin(peer, manifest);
    peer.send({ t: 'checkpoint-wait' });
    clock.after(waitMs, () => ask(peer));
  };
  const onChunk = (peer: SessionPeer, message: MessageOf<'checkpoint-chunk'>, bytes: Buffer): void => {
    const current = fetch;
    if (current === null || current.source !== peer || current.manifest.id !== message.id) return;
    // Behind a chunk that is fetched again come those that were under way, once more.
    if (message.index !== current.next) return;
    if (!isChunk(current.manifest, message.index, bytes)) {
      current.badChunks += 1;
      if (current.badChunks > mostBadChunks) return peer.refuse('broken-rule');
      current.asked = current.next;
      return request(current);
    }
    try {
      snapshots.append(bytes);
    } catch (cause) {
      onFault(cause);
      return giveUp();
    }
    current.next += 1;
    reportFetch(current);
    request(current);
    finishIfWhole(current);
  };
  const onNone = (peer: SessionPeer, { reason }: MessageOf<'checkpoint-none'>): void => {
    if (asking === peer) stopAsking();
    else if (fetch?.source === peer) fetch.source = null;
    else return;
    if (reason === 'log-is-shorter') giveUp();
    else if (reason === 'gone') ask(peer);
    else pass(peer);
  };

  const targets = new Map<DeviceId, VersionVector>();
  const here = new Set<DeviceId>();
  /** How far a vector says that this PC's own history goes. */
  const ownIn = (vector: VersionVector): number => {
    const own = replica.membership();
    return own === null ? 0 : (vector.get(historyKey({ device: own.deviceId, epoch: own.epoch })) ?? 0);
  };
  /** Whether it is known how far this PC's own history goes, and it is here that far. */
  const isCaughtUp = (): boolean => {
    const mine = vectorFromEntries(readVector(db.reader));
    const hubId = replica.membership()?.hubDeviceId;
    const hub = hubId !== undefined && here.has(hubId) ? targets.get(hubId) : undefined;
    const hasAllOf = (theirs: VersionVector): boolean => countMissing(theirs, mine) === 0;
    if (awaitsOwnTail(db.reader))
      // Where the hub is, its word counts for more than what anybody told before.
      return ownIn(mine) >= readOwnTold(db.reader) || (hub !== undefined && hasAllOf(hub));
    const isToCome = hub !== undefined && ownIn(hub) > ownIn(mine);
    return isOver && !isToCome && [...targets.values()].some(hasAllOf);
  };
  const finishIfCaughtUp = (): void => {
    // Not inside the announcement of what has just come.
    // A copy that is being staged may come to nothing only after the database was closed.
    if (isClosed || !db.reader.sqlite.open) return;
    if (isRejoining(db.reader) && isCaughtUp()) clock.after(0, parts.onCaughtUp);
  };
  const stopWatching = replica.onCommitted(finishIfCaughtUp);

  return {
    progress: () => progress,
    forget: () => {
      stop();
      isOver = false;
      refusedIds.clear();
    },
    close: () => {
      // Sessions end after this and the database is closed: nobody is asked any more.
      isClosed = true;
      stopWatching();
      stopAsking();
      helpful.clear();
    },
    open: (peer) => {
      let isTold = false;
      return {
        onHoldings: (vector) => {
          // Only what it held when the session began: what is told later answers a gap in the log.
          if (isTold || isClosed) return;
          isTold = true;
          const theirs = vectorFromEntries(vector);
          const missing = countMissing(theirs, vectorFromEntries(readVector(db.reader)));
          // Who has nothing cannot tell that everything is here. The log may have come before a restart.
          const isAskedAnyway = needsCopy(db.reader) && theirs.size > 0;
          if (missing > 0 || isAskedAnyway || awaitsOwnTail(db.reader)) targets.set(peer.deviceId, theirs);
          here.add(peer.deviceId);
          finishIfCaughtUp();
          if (!isAskedAnyway && missing <= parts.limits.fewOperations) return;
          helpful.set(peer.deviceId, peer);
          if (!isOver) resumed.then(() => ask(peer)).catch(onFault);
        },
        onMessage: ({ message, payload }: Frame) => {
          if (message.t === 'checkpoint-offer') onOffer(peer, message, payload);
          else if (message.t === 'checkpoint-chunk') onChunk(peer, message, payload);
          else if (message.t === 'checkpoint-none') onNone(peer, message);
          else if (message.t === 'checkpoint-soon' && asking === peer) {
            waitFor(peer, makeWithinMs);
            report({ received: 0, total: 0 });
          }
        },
        onClose: () => {
          here.delete(peer.deviceId);
          if (helpful.get(peer.deviceId) === peer) helpful.delete(peer.deviceId);
          // The next meeting is a new chance.
          if (helpful.size === 0) isOver = false;
          if (asking === peer) stopAsking();
          else if (fetch?.source === peer) {
            fetch.source = null;
            fetch.lostAtMs = clock.monotonicMs();
          } else return;
          askNext();
        },
      };
    },
  };
};
