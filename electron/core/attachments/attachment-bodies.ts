import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { bodyUse } from '../db/attachment-holders.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { type BodyFetcher, createBodyFetcher } from './body-fetcher.ts';
import type { BodyStore } from './body-store.ts';
import { createBodyTalk } from './body-talk.ts';
import { isDiskFull } from './disk-errors.ts';
import { createMissingBodies } from './missing-bodies.ts';

/** Holders that did not answer are forgiven meanwhile. */
const lookEveryMs = 10_000;
/** Peers tell what they get, and are asked when they come; this is for what was lost of that. */
const askEveryMs = 600_000;
const collectEveryMs = 3_600_000;
/** What nobody names any more stays this long: a removal may be undone, and a row may be on its way. */
const keptUnusedMs = 7 * 86_400_000;

export interface AttachmentBodiesDeps {
  readonly replica: Replica;
  readonly store: BodyStore;
  readonly roomBytes: () => number;
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** The bodies of this PC: which are here, which are missing and who has them, and fetching them. */
export interface AttachmentBodies {
  readonly feature: SessionFeature;
  readonly store: BodyStore;
  readonly fetcher: BodyFetcher;
  /** Resolves once it is known what is here. */
  ready(): Promise<void>;
  isMissing(hash: string): boolean;
  missingCount(): number;
  holdersOf(hash: string): DeviceId[];
  isConnected(deviceId: DeviceId): boolean;
  /** Keeps a body from being collected until its row is there. Returns the way to stop. */
  keep(hash: string): () => void;
  /** A body was brought in from a file of this PC. */
  noteStored(hash: string): void;
  /** Removes bodies that nothing has named for long. Runs by itself every hour. */
  collect(): Promise<void>;
  close(): Promise<void>;
}

export const openAttachmentBodies = (deps: AttachmentBodiesDeps): AttachmentBodies => {
  const { replica, store, onChange, onFault } = deps;
  const { db } = replica;
  const clock: Clock = replica.clock;
  const missing = createMissingBodies(replica, store);
  const kept = new Map<string, number>();
  let lastOperationMs = Number.NEGATIVE_INFINITY;
  let closed = false;
  let lookTimer: Timer | null = null;
  let askTimer: Timer | null = null;
  let collectTimer: Timer | null = null;

  const talk = createBodyTalk({
    clock,
    store,
    ready: () => opened,
    onPeer: (deviceId) => {
      talk.ask(deviceId, [...missing.all.keys()]);
      fetcher.wake();
    },
    onHeld: (deviceId, held, lacking) => {
      // A bulk write holds the connection's transaction: what is written now would share its fate.
      db.gate
        .pass()
        .then(() => {
          if (closed) return;
          missing.heard(deviceId, held, lacking);
          fetcher.wake();
          onChange();
        })
        .catch(onFault);
    },
    onFault,
  });
  const fetcher = createBodyFetcher({
    clock,
    store,
    talk,
    missing: missing.all,
    roomBytes: deps.roomBytes,
    lastOperationMs: () => lastOperationMs,
    onChange: (hash, isWhole) => {
      if (isWhole) missing.drop(hash);
      onChange();
    },
    isDiskFull,
    onFault,
  });

  const askAll = (hashes: readonly string[]): void => {
    if (closed || hashes.length === 0) return;
    for (const deviceId of talk.peers()) talk.ask(deviceId, hashes);
    fetcher.wake();
  };
  const stopListening = replica.onCommitted(({ touched }) => {
    lastOperationMs = clock.monotonicMs();
    askAll(missing.readRows(touched.get('attachment') ?? []));
  });

  const collect = async (): Promise<void> => {
    for (const { hash, storedAt } of store.held()) {
      const { isUsed, deletedAt } = bodyUse(db.reader, hash);
      const unusedSince = Math.max(storedAt, deletedAt ?? 0);
      // Between this look and the removal nothing else runs.
      if (isUsed || kept.has(hash) || clock.nowMs() - unusedSince < keptUnusedMs) continue;
      await store.remove(hash);
      if (closed) return;
    }
  };
  const onLook = (): void => {
    fetcher.wake();
    lookTimer = clock.after(lookEveryMs, onLook);
  };
  const onAsk = (): void => {
    askAll([...missing.all.keys()]);
    askTimer = clock.after(askEveryMs, onAsk);
  };
  const onCollect = (): void => {
    collect().catch(onFault);
    collectTimer = clock.after(collectEveryMs, onCollect);
  };
  const opened = store
    .open()
    .then(missing.readAll)
    .then(() => {
      if (closed) return;
      onAsk();
      onLook();
      onCollect();
    })
    .catch(onFault);

  return {
    feature: talk.feature,
    store,
    fetcher,
    ready: () => opened,
    isMissing: (hash) => missing.all.has(hash),
    missingCount: () => missing.all.size,
    holdersOf: missing.holdersOf,
    isConnected: (deviceId) => talk.peers().includes(deviceId),
    keep: (hash) => {
      kept.set(hash, (kept.get(hash) ?? 0) + 1);
      return () => {
        const count = (kept.get(hash) ?? 1) - 1;
        if (count === 0) kept.delete(hash);
        else kept.set(hash, count);
      };
    },
    noteStored: (hash) => {
      missing.drop(hash);
      talk.announce(hash);
    },
    collect,
    close: async () => {
      closed = true;
      stopListening();
      lookTimer?.cancel();
      askTimer?.cancel();
      collectTimer?.cancel();
      talk.close();
      await opened;
      await fetcher.close();
    },
  };
};
