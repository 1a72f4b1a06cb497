import {
  hasOperation,
  historyKey,
  type VectorEntry,
  vectorFromEntries,
} from '../../../shared/sync/version-vector.ts';
import type { Connection as Database } from '../db/connection.ts';
import { logPosition } from '../db/log-changes.ts';
import { firstMissing, readLogFrom, type StoredOperation } from '../db/operation-log.ts';
import { encodeFrame } from './frame.ts';
import type { Connection } from './ports.ts';

const maxBatchBytes = 384 * 1024;
const maxBatchOperations = 200;
const maxUnacknowledgedBatches = 4;
const maxBufferedBytes = 4 * 1024 * 1024;

/**
 * The sending half of a session: what the peer lacks of this log, in the order in which it arrived here, as far as
 * the peer keeps up (docs/spec/sync.md, S23). Sends nothing before it was told what the peer holds.
 */
export interface Outbox {
  readonly isStarted: boolean;
  /** Sends from here on: the peer has said what it holds, or that something was missing in between. */
  startFrom(entries: readonly VectorEntry[]): void;
  /** These came from the peer itself; they are not sent back. */
  noteHeld(entries: readonly VectorEntry[]): void;
  /** One batch has been acknowledged. */
  acknowledged(): void;
  pump(): void;
  /** Sends nothing until the returned function is called. */
  hold(): () => void;
  stop(): void;
}

const sendBatch = (connection: Connection, batch: readonly StoredOperation[]): void => {
  const items = batch.map(({ key, bytes, signature }) => ({
    ...key,
    size: bytes.length,
    signatureSize: signature?.length ?? 0,
  }));
  const payload = batch.flatMap(({ bytes, signature }) =>
    signature === null ? [bytes] : [bytes, signature],
  );
  connection.send(encodeFrame({ t: 'operations', items }, payload));
};

export const openOutbox = (connection: Connection, log: Database): Outbox => {
  /** What the peer holds or was sent; ahead of what it acknowledged. */
  let sent: Map<string, number> | null = null;
  /** Where in the log to look next. */
  let next = 0;
  let unacknowledged = 0;
  let holders = 0;
  let stopped = false;

  const nextBatch = (held: Map<string, number>): StoredOperation[] => {
    const batch: StoredOperation[] = [];
    let bytes = 0;
    for (;;) {
      const stretch = readLogFrom(log, next, maxBatchOperations);
      if (stretch.length === 0) return batch;
      for (const operation of stretch) {
        if (!hasOperation(held, operation.key)) {
          if (batch.length > 0 && bytes + operation.bytes.length > maxBatchBytes) return batch;
          batch.push(operation);
          bytes += operation.bytes.length;
          held.set(historyKey(operation.key), operation.key.seq);
        }
        next = operation.received + 1;
        if (batch.length >= maxBatchOperations) return batch;
      }
    }
  };

  const pump = (): void => {
    while (!stopped && holders === 0 && sent !== null && unacknowledged < maxUnacknowledgedBatches) {
      if (connection.bufferedBytes() > maxBufferedBytes) return;
      const batch = nextBatch(sent);
      if (batch.length === 0) return;
      sendBatch(connection, batch);
      unacknowledged += 1;
    }
  };

  return {
    get isStarted() {
      return sent !== null;
    },
    startFrom: (entries) => {
      sent = vectorFromEntries(entries);
      next = firstMissing(log, sent) ?? logPosition(log) + 1;
      unacknowledged = 0;
      pump();
    },
    noteHeld: (entries) => {
      for (const entry of entries) {
        const history = historyKey(entry);
        if (sent !== null && entry.seq > (sent.get(history) ?? 0)) sent.set(history, entry.seq);
      }
    },
    acknowledged: () => {
      unacknowledged = Math.max(0, unacknowledged - 1);
      pump();
    },
    pump,
    hold: () => {
      holders += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        pump();
      };
    },
    stop: () => {
      stopped = true;
    },
  };
};
