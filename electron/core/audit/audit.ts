import type { DeviceId } from '../../../shared/lib/ids.ts';
import { hasHeld } from '../db/far-ahead.ts';
import { readHeads } from '../db/heads.ts';
import type { Replica } from '../db/replica.ts';
import { hasStale } from '../db/stale-operations.ts';
import { digestOf } from '../sync/holdings.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { answerAsk } from './audit-answers.ts';
import { type AuditTalk, askingAt, openAuditTalk } from './audit-talk.ts';
import { createBackground } from './background.ts';
import { descend, type Found } from './descent.ts';
import { createDigestTree } from './digest-tree.ts';
import { type Mended, mendRows } from './mend-rows.ts';
import type { RowName } from './row-sums.ts';

/** How often peers are told what the tables come to, while nothing changes. */
const tellEveryMs = 5 * 60_000;
/** Between a difference and looking again. */
const confirmAfterMs = 5000;

/** What the comparison with one peer came to. */
export interface Comparison {
  readonly deviceId: DeviceId;
  /** Milliseconds UTC. */
  readonly comparedAt: number;
  /** Null when the two agree. */
  readonly differs: (Found & { readonly foundAt: number }) | null;
}

export interface Audit {
  readonly feature: SessionFeature;
  comparisons(): readonly Comparison[];
  /** The peer in an open session; null when there is none. */
  talk(deviceId: DeviceId): AuditTalk | null;
  /** Compares once and remembers what it came to. Null when the two cannot be compared now. */
  compare(talk: AuditTalk): Promise<Found | null>;
  mend(
    talk: AuditTalk | null,
    rows: readonly RowName[],
    onProgress: (done: number, total: number) => void,
  ): Promise<Mended>;
  /** It is connected, and knows other tables. */
  isOtherVersion(deviceId: DeviceId): boolean;
  readonly buckets: number;
  readonly bucketsRead: number;
  readonly rowsRead: number;
  close(): void;
}

export interface AuditOptions {
  readonly replica: Replica;
  /** False only as a control in tests: nobody is told what the tables come to. */
  readonly isComparing?: boolean;
  /** A comparison came to something. */
  readonly onCompared: (comparison: Comparison) => void;
  readonly onFault: (cause: unknown) => void;
}

const isSameRow = (a: RowName, b: RowName): boolean => a.entity === b.entity && a.id === b.id;

/**
 * Watches that replicas which hold the same operations show the same (docs/spec/sync.md, S120 to S125). A state is
 * compared only with the state of a peer that says at the same time that it holds the same.
 */
export const openAudit = ({ replica, isComparing = true, onCompared, onFault }: AuditOptions): Audit => {
  const { db, clock } = replica;
  const { reader } = db;
  const tree = createDigestTree(reader);
  const talks = new Map<DeviceId, AuditTalk>();
  const others = new Set<DeviceId>();
  const comparisons = new Map<DeviceId, Comparison>();
  let isClosed = false;

  const holdsNow = (): string => digestOf(readHeads(reader));
  const isWaiting = (): boolean =>
    hasHeld(reader) ||
    hasStale(reader) ||
    reader.prepare('SELECT 1 FROM deferred_change LIMIT 1').get() !== undefined;
  const isComparable = (): boolean =>
    !isClosed && !db.gate.isHeld && tree.isSettled && replica.membership() !== null && !isWaiting();
  const guarded = (run: Promise<void>): void => {
    run.catch((cause) => {
      // What was under way when the database was closed is over.
      if (!isClosed) onFault(cause);
    });
  };

  const note = (deviceId: DeviceId, found: Found): void => {
    const before = comparisons.get(deviceId)?.differs;
    const nowMs = clock.nowMs();
    const differs = found.rows.length === 0 ? null : { ...found, foundAt: before?.foundAt ?? nowMs };
    const comparison = { deviceId, comparedAt: nowMs, differs };
    comparisons.set(deviceId, comparison);
    onCompared(comparison);
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));

  const look = async (talk: AuditTalk): Promise<Found | null> =>
    isComparable() ? descend(reader, tree, askingAt(talk, holdsNow())) : null;

  /** Looks twice: what is shown to people was different both times. */
  const examine = async (talk: AuditTalk): Promise<void> => {
    const first = await look(talk);
    if (first === null || first.rows.length === 0) return;
    await pause(confirmAfterMs);
    const second = await look(talk);
    if (second === null || isClosed) return;
    const rows = second.rows.filter((row) => first.rows.some((known) => isSameRow(known, row)));
    note(talk.peer.deviceId, { ...second, rows });
  };

  /** Compares what a peer said with what is here, once the two hold the same. */
  const evaluate = async (talk: AuditTalk): Promise<void> => {
    const { told } = talk;
    if (told === null || talk.isBusy || !isComparable() || told.holds !== holdsNow()) return;
    talk.told = null;
    if (told.sum === tree.sum()) return note(talk.peer.deviceId, { rows: [], isMore: false });
    talk.isBusy = true;
    try {
      await examine(talk);
    } finally {
      talk.isBusy = false;
    }
  };

  const tell = (talk: AuditTalk, isUrgent: boolean): void => {
    const holds = holdsNow();
    const sum = tree.sum();
    const nowMs = clock.monotonicMs();
    const text = `${holds} ${sum}`;
    const { said } = talk;
    if (!isUrgent && said !== null && said.text === text && nowMs - said.atMs < tellEveryMs) return;
    talk.said = { text, atMs: nowMs };
    talk.peer.send({ t: 'audit-sum', holds, sum });
  };

  const background = createBackground({
    replica,
    tree,
    onTick: (isUrgent) => {
      if (!isComparing || !isComparable()) return;
      for (const talk of talks.values()) {
        tell(talk, isUrgent);
        guarded(evaluate(talk));
      }
    },
    onFault,
  });

  const mend: Audit['mend'] = (talk, rows, onProgress) =>
    mendRows(
      replica,
      rows,
      async ({ device, epoch, seq }) =>
        (await talk?.ask({ kind: 'operation', device, epoch, seq }, null))?.payload ?? null,
      onProgress,
    );
  const parts = {
    replica,
    tree,
    holdsNow,
    isComparable,
    mend: (talk: AuditTalk, rows: readonly RowName[]) => mend(talk, rows, () => undefined),
  };

  return {
    feature: {
      kinds: ['audit-sum', 'audit-ask', 'audit-answer'],
      open: (peer) => {
        // Another version has other tables.
        if (peer.opened.schema !== reader.model.version) {
          others.add(peer.deviceId);
          return { onMessage: () => undefined, onClose: () => others.delete(peer.deviceId) };
        }
        const talk = openAuditTalk(replica, peer, holdsNow);
        talks.set(peer.deviceId, talk);
        return {
          onMessage: ({ message, payload }) => {
            if (message.t === 'audit-ask') guarded(answerAsk(parts, talk, message));
            else if (message.t === 'audit-answer') talk.onAnswer(message, payload);
            else if (message.t === 'audit-sum') {
              talk.told = { holds: message.holds, sum: message.sum };
              guarded(evaluate(talk));
            }
          },
          onClose: () => {
            talk.close();
            if (talks.get(peer.deviceId) === talk) talks.delete(peer.deviceId);
          },
        };
      },
    },
    comparisons: () => [...comparisons.values()],
    talk: (deviceId) => talks.get(deviceId) ?? null,
    isOtherVersion: (deviceId) => others.has(deviceId),
    compare: async (talk) => {
      const found = await look(talk);
      if (found !== null) note(talk.peer.deviceId, found);
      return found;
    },
    mend,
    get buckets() {
      return tree.bucketCount;
    },
    get bucketsRead() {
      return background.bucketsRead;
    },
    get rowsRead() {
      return background.rowsRead;
    },
    close: () => {
      isClosed = true;
      background.close();
      for (const talk of talks.values()) talk.close();
    },
  };
};
