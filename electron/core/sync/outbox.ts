import {
  hasOperation,
  historyKey,
  type VectorEntry,
  vectorFromEntries,
} from '../../../shared/sync/version-vector.ts';
import type { Connection as Database } from '../db/connection.ts';
import { logPosition } from '../db/log-changes.ts';
import { firstMissing, type StoredOperation } from '../db/operation-log.ts';
import type { LogTail } from './log-tail.ts';
import type { Connection } from './ports.ts';

const maxBatchBytes = 384 * 1024;
const maxBatchOperations = 200;
const maxUnacknowledgedBatches = 4;
const maxBufferedBytes = 4 * 1024 * 1024;

/**
 * The sending half of a session: what the peer lacks of this log, in the order in which it arrived here, as far as
 * the peer keeps up (docs/spec/sync.md, S23 and S42). Sends nothing before it was told what the peer holds.
 */
export interface Outbox {
  /** Sends from here on: the peer has said what it holds. @param run which of its requests this answers. */
  startFrom(entries: readonly VectorEntry[], run: number): void;
  /** The peer has sent or named these; they are not sent to it. */
  noteHeld(entries: readonly VectorEntry[]): void;
  /** Batches of this run have been acknowledged. */
  acknowledged(run: number, batches: number): void;
  pump(): void;
  /** Sends nothing until the returned function is called. */
  hold(): () => void;
  stop(): void;
}

/**
 * @param soon runs a short piece of work, now or in one of the next turns.
 * @param upTo the place in the log behind which nothing is sent yet.
 */
export const openOutbox = (
  connection: Connection,
  log: Database,
  tail: LogTail,
  soon: (piece: () => void) => void,
  upTo: () => number = () => Number.POSITIVE_INFINITY,
): Outbox => {
  /** What the peer holds or was sent; ahead of what it acknowledged. */
  let sent: Map<string, number> | null = null;
  let run = 0;
  /** Where in the log to look next. */
  let next = 0;
  /** The batch that is being filled. */
  let draft: StoredOperation[] = [];
  let draftBytes = 0;
  let unacknowledged = 0;
  let holders = 0;
  let isQueued = false;
  let stopped = false;

  /** @returns whether the batch is full. */
  const fill = (held: Map<string, number>): boolean => {
    const last = upTo();
    while (next <= last) {
      const stretch = tail.read(next, maxBatchOperations, maxBatchBytes);
      if (stretch.length === 0) return false;
      for (const operation of stretch) {
        if (operation.received > last) return false;
        if (!hasOperation(held, operation.key)) {
          if (draft.length > 0 && draftBytes + operation.bytes.length > maxBatchBytes) return true;
          draft.push(operation);
          draftBytes += operation.bytes.length;
          held.set(historyKey(operation.key), operation.key.seq);
        }
        next = operation.received + 1;
        if (draft.length >= maxBatchOperations) return true;
      }
    }
    return false;
  };
  const mayGoOn = (): boolean =>
    !stopped &&
    holders === 0 &&
    unacknowledged < maxUnacknowledgedBatches &&
    connection.bufferedBytes() <= maxBufferedBytes;

  const sendOne = (): void => {
    isQueued = false;
    if (sent === null || !mayGoOn()) return;
    const isFull = fill(sent);
    // What is less than a batch waits for company while another one is under way: under load fewer, larger frames.
    if (draft.length === 0 || (!isFull && unacknowledged > 0)) return;
    connection.send(tail.frameOf(draft, run));
    draft = [];
    draftBytes = 0;
    unacknowledged += 1;
    if (isFull) pump();
  };
  const pump = (): void => {
    if (isQueued || sent === null || !mayGoOn()) return;
    isQueued = true;
    soon(sendOne);
  };

  return {
    startFrom: (entries, ofRun) => {
      sent = vectorFromEntries(entries);
      run = ofRun;
      tail.refresh();
      next = firstMissing(log, sent) ?? logPosition(log) + 1;
      draft = [];
      draftBytes = 0;
      unacknowledged = 0;
      pump();
    },
    noteHeld: (entries) => {
      for (const entry of entries) {
        const history = historyKey(entry);
        if (sent !== null && entry.seq > (sent.get(history) ?? 0)) sent.set(history, entry.seq);
      }
    },
    acknowledged: (ofRun, batches) => {
      if (ofRun !== run) return;
      unacknowledged = Math.max(0, unacknowledged - batches);
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
      draft = [];
    },
  };
};
