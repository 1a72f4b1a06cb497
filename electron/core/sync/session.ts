import { assertNever } from '../../../shared/lib/assert-never.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Message, MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import { historyKey, type VectorEntry } from '../../../shared/sync/version-vector.ts';
import type { AcceptError, IncomingOperation } from '../db/accept.ts';
import { readHeads } from '../db/heads.ts';
import type { Membership } from '../db/meta.ts';
import { readHead, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import type { FrameAllowance } from './frame-allowance.ts';
import { digestOf, holdsMessages, readHoldings } from './holdings.ts';
import type { LogTail } from './log-tail.ts';
import { openOutbox } from './outbox.ts';
import type { CloseReason, Connection } from './ports.ts';
import { receiveBatch } from './receive.ts';
import type { FeatureHooks, SessionFeature, SessionPeer } from './session-feature.ts';
import type { Turns } from './turns.ts';

/** An honest peer has four batches under way, and some more when it starts again after a gap. */
const maxWaitingBatches = 32;
/** Features mind what waits for the network themselves; where one does not, a peer that never reads is let go. */
const mostBufferedBytes = 16 * 1024 * 1024;
/** What is over once a session has begun. */
const introductions: readonly Message['t'][] = ['hello', 'proof', 'join', 'admitted'];

export interface SessionEvents {
  /** The peer said who it is and what it holds: from now on changes flow. */
  readonly onOpen: (open: MessageOf<'open'>) => void;
  /** @param isWhole whether the peer told everything that it holds, not only what is new. */
  readonly onVector: (entries: readonly VectorEntry[], isWhole: boolean) => void;
  readonly onClose: (
    reason: CloseReason | { readonly type: 'refused'; readonly reason: RefusalReason },
  ) => void;
}

/** One connection with one proven peer. Owns the connection. */
export interface Session {
  readonly deviceId: DeviceId;
  readonly connection: Connection;
  readonly isOpen: boolean;
  /** How features speak to the peer; null until it has opened and after the end. */
  readonly peer: SessionPeer | null;
  /** Sends what the peer lacks, as far as it keeps up. */
  pump(): void;
  close(detail: string): void;
}

const splitPayload = (
  items: MessageOf<'operations'>['items'],
  payload: Buffer,
): Result<IncomingOperation[], null> => {
  const batch: IncomingOperation[] = [];
  let at = 0;
  for (const { device, epoch, seq, form, size, signatureSize } of items) {
    const end = at + size + signatureSize;
    if (end > payload.length) return err(null);
    const signature = signatureSize === 0 ? null : payload.subarray(at + size, end);
    batch.push({ key: { device, epoch, seq }, form, bytes: payload.subarray(at, at + size), signature });
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
    readonly features: readonly SessionFeature[];
    readonly tail: LogTail;
    readonly turns: Turns;
    readonly allowance: FrameAllowance;
    /** A bug in here ends this session, not the core. */
    readonly onFault: (cause: unknown) => void;
  },
  events: SessionEvents,
): Session => {
  const { replica, membership, connection, deviceId, turns } = options;
  const { organisationId } = membership;
  const { db } = replica;
  const heldAtOpening = readHeads(db.reader);
  const holdings = readHoldings();
  let closed = false;
  let refusal: RefusalReason | null = null;
  let peer: SessionPeer | null = null;
  const hooks = new Map<Message['t'], FeatureHooks>();
  /** Batches are applied one after the other, also when a long writer makes them wait. */
  let incoming: Promise<void> = Promise.resolve();
  let waitingBatches = 0;
  /** How often the peer was told what is held here; what it sends from then on says so. */
  let askedRun = 0;
  /** Whether anything was taken since then. */
  let hasProgress = true;

  /** From here on nothing is taken or said: the core may close its database before the network is done. */
  const end = (detail: string): void => {
    closed = true;
    outbox.stop();
    connection.close(detail);
  };
  const refuse = (reason: RefusalReason): void => {
    if (closed) return;
    refusal = reason;
    connection.send(encodeFrame({ t: 'refused', reason }));
    end(reason);
  };

  const fail = (cause: unknown): void => {
    options.onFault(cause);
    end('failed');
  };
  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (cause) {
      fail(cause);
    }
  };

  const soon = (piece: () => void): void => {
    turns.take(piece).catch(fail);
  };
  const outbox = openOutbox(connection, db.reader, options.tail, soon);

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

  const take = async ({ run, items }: MessageOf<'operations'>, payload: Buffer): Promise<void> => {
    const batch = splitPayload(items, payload);
    if (!batch.ok) return refuse('broken-rule');
    outbox.noteHeld(items);
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
      events.onVector([...newest.values()], false);
    };
    const parts = { replica, organisationId, turns };
    const received = await receiveBatch(parts, batch.value, onSlice, () => closed);
    if (!received.ok) onRefused(received.error, run);
  };

  const onOpen = (message: MessageOf<'open'>): void => {
    if (peer !== null) return refuse('broken-rule');
    if (message.organisationId !== organisationId) return refuse('other-organisation');
    peer = {
      deviceId,
      opened: message,
      send: (said, payload) => {
        if (closed) return;
        if (connection.bufferedBytes() > mostBufferedBytes) return end('too slow');
        connection.send(encodeFrame(said, payload));
      },
      bufferedBytes: connection.bufferedBytes,
      holdOperations: outbox.hold,
      refuse,
      close: end,
    };
    events.onOpen(message);
    for (const feature of options.features) {
      const opened = feature.open(peer);
      for (const kind of feature.kinds) hooks.set(kind, opened);
    }
    // Both compare the same two digests and come to the same answer.
    if (message.holds === digestOf(heldAtOpening)) startFrom(heldAtOpening, 0);
    else tellHoldings(0);
  };
  const startFrom = (vector: readonly VectorEntry[], run: number): void => {
    events.onVector(vector, true);
    for (const hook of everyHook()) hook.onHoldings?.(vector);
    outbox.startFrom(vector, run);
  };
  const onHolds = (message: MessageOf<'holds'>): void => {
    const whole = holdings.add(message);
    if (whole === 'too-much') refuse('broken-rule');
    else if (whole !== null) startFrom(whole, message.run);
  };
  /** Each feature once, however many kinds it has. */
  const everyHook = (): Set<FeatureHooks> => new Set(hooks.values());

  const handle = ({ message, payload }: Frame): void => {
    if (message.t === 'open') return onOpen(message);
    if (message.t === 'refused') {
      refusal = message.reason;
      end('refused');
      return;
    }
    if (peer === null) return refuse('broken-rule');
    switch (message.t) {
      case 'operations':
        waitingBatches += 1;
        if (waitingBatches > maxWaitingBatches) return refuse('broken-rule');
        incoming = incoming
          .then(() => take(message, payload))
          .finally(() => {
            waitingBatches -= 1;
          })
          .catch(fail);
        return;
      case 'ack':
        events.onVector(message.vector, false);
        return outbox.acknowledged(message.run, message.batches);
      case 'holds':
        return onHolds(message);
      default:
        if (introductions.includes(message.t)) return refuse('broken-rule');
        hooks.get(message.t)?.onMessage({ message, payload });
    }
  };

  connection.onClose((reason) => {
    closed = true;
    outbox.stop();
    for (const hook of everyHook()) guarded(() => hook.onClose?.());
    events.onClose(refusal === null ? reason : { type: 'refused', reason: refusal });
  });
  connection.onDrain(() => {
    if (closed) return;
    outbox.pump();
    for (const hook of everyHook()) guarded(() => hook.onDrain?.());
  });
  connection.onFrame((bytes) => {
    if (closed) return;
    if (!options.allowance.take()) return refuse('broken-rule');
    const frame = decodeFrame(bytes);
    if (frame.ok) guarded(() => handle(frame.value));
    // A newer version may have more to say than this one understands.
    else if (frame.error.type !== 'message-unknown') refuse('broken-rule');
  });
  connection.send(
    encodeFrame({
      t: 'open',
      organisationId,
      epoch: membership.epoch,
      schema: db.writer.model.version,
      appVersion: options.appVersion,
      syncPort: options.syncPort,
      holds: digestOf(heldAtOpening),
    }),
  );

  return {
    deviceId,
    connection,
    get isOpen() {
      return peer !== null && !closed;
    },
    get peer() {
      return closed ? null : peer;
    },
    pump: outbox.pump,
    close: end,
  };
};
