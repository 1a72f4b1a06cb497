import { assertNever } from '../../../shared/lib/assert-never.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { AcceptError, IncomingOperation } from '../db/accept.ts';
import { readHead, readVector } from '../db/operation-log.ts';
import { encodeFrame } from './frame.ts';
import { holdsMessages } from './holdings.ts';
import { openOperations } from './operations-frame.ts';
import type { Connection } from './ports.ts';
import { type ReceiverParts, receiveBatch } from './receive.ts';

/** An honest peer has four batches under way, and some more when it starts again after a gap. */
const maxWaitingBatches = 32;

/**
 * The receiving half of a session: takes the peer's batches one after the other, acknowledges what is durable, and
 * asks once for what is missing (docs/spec/sync.md, S24).
 */
export interface Inbox {
  take(message: MessageOf<'operations' | 'packed'>, payload: Buffer): void;
  /** Tells the peer all that is held here. @param run 0 at the opening. */
  tellHoldings(run: number): void;
  /** Whether the peer was asked for this device's key, and has not answered yet. */
  isKeyWanted(device: DeviceId): boolean;
}

export interface InboxParts extends ReceiverParts {
  readonly connection: Pick<Connection, 'send'>;
  /** These have come from the peer, and are not sent back. */
  readonly onReceived: (entries: readonly VectorEntry[]) => void;
  /** These are here now, and so the peer holds them as well. */
  readonly onTaken: (entries: readonly VectorEntry[]) => void;
  readonly isOver: () => boolean;
  readonly refuse: (reason: RefusalReason) => void;
  /** Ends the session. */
  readonly end: (detail: string) => void;
  /** A bug ends the session, not the core. */
  readonly fail: (cause: unknown) => void;
}

export const openInbox = (parts: InboxParts): Inbox => {
  const { replica, connection, refuse, end, isOver } = parts;
  const { db } = replica;
  /** Batches are applied one after the other, also when a long writer makes them wait. */
  let incoming: Promise<void> = Promise.resolve();
  let waitingBatches = 0;
  /** How often the peer was told what is held here; what it sends from then on says so. */
  let askedRun = 0;
  /** Whether anything was taken since then. */
  let hasProgress = true;
  const wantedKeys = new Set<DeviceId>();

  const tellHoldings = (run: number): void => {
    for (const message of holdsMessages(readVector(db.reader), run)) connection.send(encodeFrame(message));
  };
  const onGap = (run: number): void => {
    // It was under way when the request was written: what answers the request comes behind it.
    if (run < askedRun) return;
    // The peer started where it was asked to, and still something is missing: it does not have it either.
    if (!hasProgress) return end('gap');
    askedRun += 1;
    hasProgress = false;
    tellHoldings(askedRun);
  };
  const onRefused = (error: AcceptError, run: number): void => {
    switch (error.type) {
      case 'gap':
        return onGap(run);
      case 'history-forked':
        return refuse('history-forked');
      case 'device-unknown':
        // Whoever took it in knows the key; what answers the request comes behind the answer to this.
        wantedKeys.add(error.key.device);
        connection.send(encodeFrame({ t: 'key-wanted', device: error.key.device }));
        return onGap(run);
      case 'other-organisation':
        return refuse('other-organisation');
      case 'operation-unreadable':
      case 'signature-wrong':
      case 'key-differs':
        return refuse('broken-rule');
      case 'storage':
        replica.relieve();
        // Nothing was applied and nothing acknowledged: the peer sends it again at the next meeting.
        return end('storage');
      default:
        return assertNever(error);
    }
  };
  const takeBatch: (...sent: Parameters<Inbox['take']>) => Promise<void> = async (message, payload) => {
    // Only now: what waits takes no more room than it took on the way.
    const opened = openOperations(message, payload);
    if (!opened.ok) return refuse('broken-rule');
    const { run, batch } = opened.value;
    parts.onReceived(batch.map(({ key }) => key));
    const onSlice = (slice: readonly IncomingOperation[], isLast: boolean): void => {
      if (run === askedRun) hasProgress = true;
      // The last one of each history says all of it.
      const newest = new Map(slice.map(({ key }) => [historyKey(key), key]));
      const vector = [...newest.values()].map(({ device, epoch }) => ({
        device,
        epoch,
        seq: readHead(db.writer, { device, epoch }).seq,
      }));
      connection.send(encodeFrame({ t: 'ack', run, batches: isLast ? 1 : 0, vector }));
      parts.onTaken([...newest.values()]);
    };
    const received = await receiveBatch(parts, batch, onSlice, isOver);
    if (!received.ok) onRefused(received.error, run);
  };

  return {
    tellHoldings,
    isKeyWanted: (device) => wantedKeys.delete(device),
    take: (message, payload) => {
      waitingBatches += 1;
      if (waitingBatches > maxWaitingBatches) return refuse('broken-rule');
      incoming = incoming
        .then(() => takeBatch(message, payload))
        .finally(() => {
          waitingBatches -= 1;
        })
        .catch(parts.fail);
    },
  };
};
