import { attachment } from '../../../shared/entities/attachment.ts';
import type { Clock, Timer } from '../../../shared/lib/clock.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { isStamp, stampDeviceId } from '../../../shared/sync/stamp.ts';
import { bodyUse, noteHolder, readHolders } from '../db/attachment-holders.ts';
import { findRows } from '../db/find-row.ts';
import type { Replica } from '../db/replica.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { type BodyFetcher, createBodyFetcher } from './body-fetcher.ts';
import type { BodyStore } from './body-store.ts';
import { createBodyTalk } from './body-talk.ts';
import type { BodyShape } from './chunks.ts';
import { isDiskFull } from './disk-errors.ts';

const lookEveryMs = 10_000;
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
  const missing = new Map<string, BodyShape>();
  const kept = new Map<string, number>();
  let lastOperationMs = Number.NEGATIVE_INFINITY;
  let closed = false;
  let lookTimer: Timer | null = null;
  let collectTimer: Timer | null = null;

  const holdersOf = (hash: string): DeviceId[] => {
    const known = readHolders(db.reader, hash);
    // Whoever added it had it then; of the others nothing may have been heard yet.
    const makers = db.reader
      .prepare(
        'SELECT DISTINCT createdStamp AS stamp FROM attachment WHERE sha256 = ? AND createdStamp IS NOT NULL',
      )
      .all(hash) as { stamp: Buffer | string }[];
    const added = makers.flatMap(({ stamp }) => makerOf(stamp) ?? []);
    const ownId = replica.membership()?.deviceId;
    return [...new Set([...known, ...added])].filter((id) => id !== ownId);
  };

  const talk = createBodyTalk({
    clock,
    store,
    onPeer: () => look(),
    onHeld: (deviceId, held, lacking) => {
      const named = held.filter((hash) => missing.has(hash));
      // A bulk write holds the connection's transaction: what is written now would share its fate.
      db.gate
        .pass()
        .then(() => {
          if (closed) return;
          noteHolder(db.writer, deviceId, named, lacking);
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
    missing: () => missing,
    holdersOf,
    roomBytes: deps.roomBytes,
    lastOperationMs: () => lastOperationMs,
    onChange: (hash, isWhole) => {
      if (isWhole) missing.delete(hash);
      onChange();
    },
    isDiskFull,
    onFault,
  });

  /** Takes in which bodies the living attachments among these name. */
  const noteRows = (condition: string, parameters: readonly Buffer[]): void => {
    for (const row of findRows(db.reader, 'attachment', condition, parameters)) {
      const { sha256: hash, sizeBytes, chunkDigests } = row;
      // A table that came as a copy is its maker's word; names of files are not taken from anybody.
      if (!attachment.fields.sha256.accepts(hash)) continue;
      if (!store.has(hash)) missing.set(hash, { hash, sizeBytes, chunkDigests });
    }
  };
  const look = (): void => {
    if (closed) return;
    const hashes = [...missing.keys()];
    if (hashes.length === 0) return;
    for (const deviceId of talk.peers()) talk.ask(deviceId, hashes);
    fetcher.wake();
  };
  const stopListening = replica.onCommitted(({ touched }) => {
    lastOperationMs = clock.monotonicMs();
    const ids = touched.get('attachment');
    if (ids === undefined) return;
    for (const id of ids) noteRows('id = ?', [Buffer.from(id.replaceAll('-', ''), 'hex')]);
    for (const hash of [...missing.keys()]) if (!bodyUse(db.reader, hash).isUsed) missing.delete(hash);
    look();
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
    look();
    lookTimer = clock.after(lookEveryMs, onLook);
  };
  const onCollect = (): void => {
    collect().catch(onFault);
    collectTimer = clock.after(collectEveryMs, onCollect);
  };
  const opened = store
    .open()
    .then(() => {
      if (closed) return;
      noteRows('1', []);
      onLook();
      onCollect();
    })
    .catch(onFault);

  return {
    feature: talk.feature,
    store,
    fetcher,
    ready: () => opened,
    isMissing: (hash) => missing.has(hash),
    missingCount: () => missing.size,
    holdersOf,
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
      missing.delete(hash);
      talk.announce(hash);
    },
    collect,
    close: async () => {
      closed = true;
      stopListening();
      lookTimer?.cancel();
      collectTimer?.cancel();
      talk.close();
      await opened;
      await fetcher.close();
    },
  };
};

/** The device in a stamp, as text or as its 24 bytes. */
const makerOf = (stored: Buffer | string): DeviceId | null => {
  const text = typeof stored === 'string' ? stored : stored.toString('hex');
  return isStamp(text) ? stampDeviceId(text) : null;
};
