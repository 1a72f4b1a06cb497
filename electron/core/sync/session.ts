import { latestInstantMs } from '../../../shared/entities/define-entity.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
import type { Membership } from '../db/meta.ts';
import { schemaVersion } from '../db/migrations/index.ts';
import { readHead, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import { openOutbox } from './outbox.ts';
import type { CloseReason, Connection, Timer } from './ports.ts';

const pingEveryMs = 5000;
/** An honest peer has four batches under way, and some more when it starts again from a `want`. */
const maxWaitingBatches = 32;
/** Of devices that a peer is told of at once: far more than a call centre has, and within one frame. */
const maxToldPeers = 500;

export interface SessionEvents {
  /** The peer said who it is and what it holds: from now on changes flow. */
  readonly onOpen: (open: MessageOf<'open'>) => void;
  /** @param isWhole whether the peer told everything that it holds, not only what is new. */
  readonly onVector: (entries: readonly VectorEntry[], isWhole: boolean) => void;
  readonly onAddresses: (message: MessageOf<'addresses'>) => void;
  readonly onClock: (clockOffsetMs: number, roundTripMs: number) => void;
  readonly onClose: (
    reason: CloseReason | { readonly type: 'refused'; readonly reason: RefusalReason },
  ) => void;
}

/** One connection with one proven peer. Owns the connection. */
export interface Session {
  readonly deviceId: DeviceId;
  readonly connection: Connection;
  readonly isOpen: boolean;
  /** Sends what the peer lacks, as far as it keeps up. */
  pump(): void;
  sendAddresses(peers: MessageOf<'addresses'>['peers']): void;
  close(detail: string): void;
}

const splitPayload = (
  message: MessageOf<'operations'>,
  payload: Buffer,
): Result<IncomingOperation[], null> => {
  const batch: IncomingOperation[] = [];
  let at = 0;
  for (const { device, epoch, seq, size, signatureSize } of message.items) {
    const end = at + size + signatureSize;
    if (end > payload.length) return err(null);
    const signature = signatureSize === 0 ? null : payload.subarray(at + size, end);
    batch.push({ key: { device, epoch, seq }, bytes: payload.subarray(at, at + size), signature });
    at = end;
  }
  return at === payload.length ? ok(batch) : err(null);
};

export const openSession = (
  options: {
    readonly replica: Replica;
    readonly membership: Membership;
    readonly connection: Connection;
    readonly deviceId: DeviceId;
    readonly appVersion: string;
    readonly syncPort: number;
    /** A bug in here ends this session, not the core. */
    readonly onFault: (cause: unknown) => void;
  },
  events: SessionEvents,
): Session => {
  const { replica, membership, connection, deviceId } = options;
  const { clock, db } = replica;
  const outbox = openOutbox(connection, db.reader);
  let closed = false;
  let refusal: RefusalReason | null = null;
  let pingTimer: Timer | null = null;
  /** Batches are applied one after the other, also when a long writer makes them wait. */
  let incoming: Promise<void> = Promise.resolve();
  let waitingBatches = 0;
  /** The ping that was not answered yet; an answer that nobody asked for says nothing about clocks. */
  let pingedMs: number | null = null;

  const refuse = (reason: RefusalReason): void => {
    if (closed) return;
    refusal = reason;
    connection.send(encodeFrame({ t: 'refused', reason }));
    connection.close(reason);
  };

  const take = async (message: MessageOf<'operations'>, payload: Buffer): Promise<void> => {
    const batch = splitPayload(message, payload);
    if (!batch.ok) return refuse('broken-rule');
    if (db.gate.isHeld) await db.gate.pass();
    if (closed) return;
    outbox.noteHeld(batch.value.map(({ key }) => key));
    const accepted = acceptOperations(replica, membership.organisationId, batch.value);
    if (accepted.ok) {
      const histories = new Map(batch.value.map(({ key }) => [historyKey(key), key]));
      const vector = [...histories.values()].map(({ device, epoch }) => ({
        device,
        epoch,
        seq: readHead(db.writer, { device, epoch }).seq,
      }));
      connection.send(encodeFrame({ t: 'ack', vector }));
      events.onVector(
        message.items.map(({ device, epoch, seq }) => ({ device, epoch, seq })),
        false,
      );
      return;
    }
    switch (accepted.error.type) {
      case 'gap':
        connection.send(encodeFrame({ t: 'want', vector: readVector(db.reader) }));
        return;
      case 'history-forked':
        return refuse('history-forked');
      case 'other-organisation':
        return refuse('other-organisation');
      case 'operation-unreadable':
      case 'key-differs':
        return refuse('broken-rule');
      case 'storage':
        // Nothing was applied and nothing acknowledged: the peer sends it again at the next meeting.
        connection.close('storage');
    }
  };

  const onOpen = (message: MessageOf<'open'>): void => {
    if (outbox.isStarted) return refuse('broken-rule');
    if (message.organisationId !== membership.organisationId) return refuse('other-organisation');
    events.onVector(message.vector, true);
    events.onOpen(message);
    outbox.startFrom(message.vector);
  };

  const handle = ({ message, payload }: Frame): void => {
    if (message.t === 'open') return onOpen(message);
    if (message.t === 'refused') {
      refusal = message.reason;
      connection.close('refused');
      return;
    }
    if (!outbox.isStarted) return refuse('broken-rule');
    switch (message.t) {
      case 'operations':
        waitingBatches += 1;
        if (waitingBatches > maxWaitingBatches) return refuse('broken-rule');
        incoming = incoming
          .then(() => take(message, payload))
          .finally(() => {
            waitingBatches -= 1;
          })
          .catch((cause: unknown) => {
            options.onFault(cause);
            connection.close('failed');
          });
        return;
      case 'ack':
        events.onVector(message.vector, false);
        return outbox.acknowledged();
      case 'want':
        return outbox.startFrom(message.vector);
      case 'addresses':
        return events.onAddresses(message);
      case 'ping':
        connection.send(encodeFrame({ t: 'pong', sentMs: message.sentMs, wallMs: clock.nowMs() }));
        return;
      case 'pong': {
        if (message.sentMs !== pingedMs) return;
        pingedMs = null;
        const roundTripMs = clock.monotonicMs() - message.sentMs;
        const peerMs = Math.min(Math.max(message.wallMs, 0), latestInstantMs);
        events.onClock(Math.round(peerMs + roundTripMs / 2 - clock.nowMs()), roundTripMs);
        return;
      }
      default:
        return refuse('broken-rule');
    }
  };

  const ping = (): void => {
    if (closed) return;
    pingedMs = clock.monotonicMs();
    connection.send(encodeFrame({ t: 'ping', sentMs: pingedMs }));
    pingTimer = clock.after(pingEveryMs, ping);
  };

  connection.onClose((reason) => {
    closed = true;
    outbox.stop();
    pingTimer?.cancel();
    events.onClose(refusal === null ? reason : { type: 'refused', reason: refusal });
  });
  connection.onDrain(outbox.pump);
  connection.onFrame((bytes) => {
    if (closed) return;
    const frame = decodeFrame(bytes);
    if (frame.ok) handle(frame.value);
    // A newer version may have more to say than this one understands.
    else if (frame.error.type !== 'message-unknown') refuse('broken-rule');
  });
  connection.send(
    encodeFrame({
      t: 'open',
      organisationId: membership.organisationId,
      epoch: membership.epoch,
      schema: schemaVersion,
      appVersion: options.appVersion,
      syncPort: options.syncPort,
      vector: readVector(db.reader),
    }),
  );
  ping();

  return {
    deviceId,
    connection,
    get isOpen() {
      return outbox.isStarted && !closed;
    },
    pump: outbox.pump,
    sendAddresses: (peers) => {
      if (outbox.isStarted && !closed && peers.length > 0)
        connection.send(encodeFrame({ t: 'addresses', peers: peers.slice(0, maxToldPeers) }));
    },
    close: (detail) => connection.close(detail),
  };
};
