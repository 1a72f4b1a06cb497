import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Message, MessageOf, RefusalReason } from '../../../shared/sync/messages.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { readHeads } from '../db/heads.ts';
import type { Membership } from '../db/meta.ts';
import { readHead } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import type { FrameAllowance } from './frame-allowance.ts';
import { digestOf, readHoldings } from './holdings.ts';
import { openInbox } from './inbox.ts';
import type { LogTail } from './log-tail.ts';
import { openOutbox } from './outbox.ts';
import type { CloseReason, Connection } from './ports.ts';
import type { FeatureHooks, SessionFeature, SessionPeer } from './session-feature.ts';
import type { Turns } from './turns.ts';

/** Features mind what waits for the network themselves; where one does not, a peer that never reads is let go. */
const mostBufferedBytes = 16 * 1024 * 1024;
const entriesPerAck = 1000;
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
  /** When it began, by the clock that only goes forward. */
  readonly sinceMs: number;
  readonly isOpen: boolean;
  /** How features speak to the peer; null until it has opened and after the end. */
  readonly peer: SessionPeer | null;
  /** Sends what the peer lacks, as far as it keeps up. */
  pump(): void;
  /** Names to the peer what is held here, wherever it came from. */
  tell(entries: readonly VectorEntry[]): void;
  close(detail: string): void;
}

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
    /** The place in the log behind which the peer is sent nothing yet; the whole log when it is left out. */
    readonly upTo?: () => number;
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
  const outbox = openOutbox(connection, db.reader, options.tail, soon, options.upTo);

  const inbox = openInbox({
    replica,
    organisationId,
    turns,
    connection,
    onReceived: outbox.noteHeld,
    onTaken: (entries) => events.onVector(entries, false),
    isOver: () => closed,
    refuse,
    end,
    fail,
  });

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
    else inbox.tellHoldings(0);
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
      case 'packed':
        return inbox.take(message, payload);
      case 'ack': {
        // Only what is known here: whoever likes can name histories without end.
        const known = message.vector.filter((entry) => readHead(db.reader, entry).seq > 0);
        outbox.noteHeld(known);
        events.onVector(known, false);
        return outbox.acknowledged(message.run, message.batches);
      }
      case 'holds':
        return onHolds(message);
      case 'key-told':
        // The first key of a device holds for good: unasked, nobody names one.
        if (!inbox.isKeyWanted(message.device)) return;
        break;
      default:
        if (introductions.includes(message.t)) return refuse('broken-rule');
    }
    hooks.get(message.t)?.onMessage({ message, payload });
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
    sinceMs: replica.clock.monotonicMs(),
    get isOpen() {
      return peer !== null && !closed;
    },
    get peer() {
      return closed ? null : peer;
    },
    pump: outbox.pump,
    tell: (entries) => {
      for (let from = 0; from < entries.length; from += entriesPerAck)
        peer?.send({ t: 'ack', run: 0, batches: 0, vector: entries.slice(from, from + entriesPerAck) });
    },
    close: end,
  };
};
