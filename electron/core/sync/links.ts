import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { RefusalReason } from '../../../shared/sync/messages.ts';
import type { Membership } from '../db/meta.ts';
import type { Replica } from '../db/replica.ts';
import { openAddressTalk } from './address-talk.ts';
import { clockTalk } from './clock-talk.ts';
import type { Dialler } from './dialler.ts';
import { createFrameAllowance, type FrameAllowance } from './frame-allowance.ts';
import { keyTalk } from './key-talk.ts';
import { openLogTail } from './log-tail.ts';
import type { PeerBook } from './peer-book.ts';
import type { Connection } from './ports.ts';
import { openServedTalk } from './served-talk.ts';
import { openSession, type Session } from './session.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';
import { openStandby } from './standby.ts';
import { isKept } from './topology.ts';
import { createTurns } from './turns.ts';

/** A session that lived this long was sound: dialling again starts with the short pause. */
const soundAfterMs = 10_000;
/** Who knows the secret can take any name. */
const rememberedAllowances = 1000;

export interface LinkState {
  readonly session: Session;
  readonly roundTripMs: number | null;
}

export interface LinksOptions {
  readonly replica: Replica;
  readonly membership: Membership;
  readonly book: PeerBook;
  readonly dialler: Dialler;
  readonly appVersion: string;
  /** Known only once this device listens. */
  readonly syncPort: () => number;
  /** What is talked about in every session besides operations. */
  readonly features: readonly SessionFeature[];
  /** What is talked about with another PC of the same device id, and nothing else. */
  readonly twinFeature?: SessionFeature | undefined;
  /** A peer has told its time. */
  readonly onClock: () => void;
  /** Something that the header or the health screen shows has changed. */
  readonly onChange: () => void;
  /** A connection ended, or a peer told of others: time to look whom to dial. */
  readonly onLook: () => void;
  readonly onRefusal: (reason: RefusalReason) => void;
  readonly onFault: (cause: unknown) => void;
}

/** The sessions with proven peers, one for each device; writes into the peer book what they tell. */
export interface Links {
  has(deviceId: DeviceId): boolean;
  open(): readonly LinkState[];
  /** The open session with a device, as features use it. */
  peer(deviceId: DeviceId): SessionPeer | null;
  /** Takes over a connection whose other end has proven itself. @param dialledAddress null when it was accepted. */
  adopt(connection: Connection, deviceId: DeviceId, dialledAddress: string | null): void;
  pump(): void;
  /**
   * The log is no longer what peers were told of it: every session ends, and with the next one peers are compared
   * with again. Nobody is sent what was taken out of the log (docs/spec/sync.md, S134).
   */
  beginAnew(): void;
  close(): void;
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

export const openLinks = (options: LinksOptions): Links => {
  const { replica, membership, book, dialler, onChange, onLook } = options;
  const { clock } = replica;
  const ownId = membership.deviceId;
  const sessions = new Map<DeviceId, Session>();
  const roundTrips = new Map<DeviceId, number>();
  let tail = openLogTail(replica.db);
  const turns = createTurns(clock.monotonicMs);
  /** Of devices, not of connections: dialling again refills nothing. */
  const allowances = new Map<DeviceId, FrameAllowance>();
  let closed = false;

  const addresses = openAddressTalk(clock, book, ownId, onLook);
  const isHub = (deviceId: DeviceId): boolean => replica.membership()?.hubDeviceId === deviceId;
  const clocks = clockTalk(clock, isHub, (deviceId, { clockOffsetMs, roundTripMs }) => {
    roundTrips.set(deviceId, roundTripMs);
    book.noteSeen(deviceId, { clockOffsetMs });
    options.onClock();
    onChange();
  });
  const allowanceOf = (deviceId: DeviceId): FrameAllowance => {
    const allowance = allowances.get(deviceId) ?? createFrameAllowance(clock.monotonicMs);
    // Moved to the end; of so many names the one that was here longest ago is forgotten.
    allowances.delete(deviceId);
    allowances.set(deviceId, allowance);
    const [oldest] = allowances.keys();
    if (allowances.size > rememberedAllowances && oldest !== undefined) allowances.delete(oldest);
    return allowance;
  };

  /** The hub to which there is a connection; null for the hub itself. */
  const servedBy = (): DeviceId | null => {
    const hub = replica.membership()?.hubDeviceId ?? ownId;
    return hub !== ownId && sessions.get(hub)?.isOpen === true ? hub : null;
  };
  const servedTalk = openServedTalk(servedBy);
  /** Whether the same hub serves both this device and the peer: then these two only stand by. */
  const isStandby = (deviceId: DeviceId): boolean => {
    const hub = servedBy();
    return hub !== null && servedTalk.hubOf(deviceId) === hub;
  };
  const features = [
    addresses.feature,
    clocks,
    keyTalk(replica, options.onFault),
    servedTalk.feature,
    ...options.features,
  ];
  const pumpAll = (): void => {
    for (const session of sessions.values()) session.pump();
  };
  /** Without the hub the neighbours pass on everything at once. */
  const onHubChange = (): void => {
    servedTalk.tell();
    pumpAll();
  };
  const standby = openStandby({
    clock,
    log: replica.db.reader,
    tell: (entries) => {
      for (const session of sessions.values()) if (isStandby(session.deviceId)) session.tell(entries);
    },
    onRipe: pumpAll,
    onFault: options.onFault,
  });

  const twinFeatures = options.twinFeature === undefined ? [] : [options.twinFeature];

  /** Ends the other connection with the same device, or this one. @returns whether this one stays. */
  const outlivesRival = (connection: Connection, deviceId: DeviceId): boolean => {
    const rival = sessions.get(deviceId);
    if (rival === undefined) return true;
    // The rival of the same direction is the older one, and probably dead without knowing it.
    const sameDirection = rival.connection.dialled === connection.dialled;
    if (!sameDirection && !isKept(ownId, deviceId, connection, rival.connection)) {
      connection.close('duplicate-session');
      return false;
    }
    sessions.delete(deviceId);
    rival.close('duplicate-session');
    return true;
  };

  const adopt = (connection: Connection, deviceId: DeviceId, dialledAddress: string | null): void => {
    if (!outlivesRival(connection, deviceId)) return;
    const isTwin = deviceId === ownId;
    const session: Session = openSession(
      {
        replica,
        membership,
        connection,
        deviceId,
        appVersion: options.appVersion,
        syncPort: options.syncPort(),
        features: isTwin ? twinFeatures : features,
        tail,
        turns,
        allowance: allowanceOf(deviceId),
        upTo: () => (isStandby(deviceId) ? standby.upTo() : Number.POSITIVE_INFINITY),
        onFault: options.onFault,
      },
      {
        onOpen: (open) => {
          const told = open.syncPort > 0 ? `${hostOf(connection.remoteAddress)}:${open.syncPort}` : null;
          const address = dialledAddress ?? told;
          if (address !== null) {
            book.noteAddresses(deviceId, [address], true);
            dialler.noteAnswer(address, deviceId);
          }
          if (isTwin) return;
          book.noteSeen(deviceId, { appVersion: open.appVersion });
          if (isHub(deviceId)) onHubChange();
          addresses.tellSoon();
          onChange();
        },
        onVector: (entries, isWhole) => {
          if (isTwin) return;
          book.noteVector(deviceId, entries, isWhole);
          onChange();
        },
        onClose: (reason) => {
          if (reason.type === 'refused') options.onRefusal(reason.reason);
          if (sessions.get(deviceId) !== session) return;
          if (dialledAddress !== null)
            dialler.noteEnd(dialledAddress, clock.monotonicMs() - session.sinceMs >= soundAfterMs);
          sessions.delete(deviceId);
          roundTrips.delete(deviceId);
          if (closed || isTwin) return;
          if (isHub(deviceId)) onHubChange();
          book.noteSeen(deviceId, {});
          onChange();
          onLook();
        },
      },
    );
    sessions.set(deviceId, session);
  };

  return {
    has: (deviceId) => sessions.has(deviceId),
    open: () =>
      [...sessions.values()]
        .filter((session) => session.isOpen && session.deviceId !== ownId)
        .map((session) => ({ session, roundTripMs: roundTrips.get(session.deviceId) ?? null })),
    peer: (deviceId) => sessions.get(deviceId)?.peer ?? null,
    adopt,
    pump: () => {
      tail.refresh();
      standby.noteCommit();
      // Who the hub is may be what was committed.
      onHubChange();
    },
    beginAnew: () => {
      tail = openLogTail(replica.db);
      for (const session of sessions.values()) session.close('history-mended');
    },
    close: () => {
      closed = true;
      standby.close();
      for (const session of sessions.values()) session.close('closing');
    },
  };
};
