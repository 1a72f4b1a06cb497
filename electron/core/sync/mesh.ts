import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { RefusalReason } from '../../../shared/sync/messages.ts';
import type { Membership } from '../db/meta.ts';
import { addTypedAddress, readTypedAddresses } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { admit } from './admission.ts';
import { introduce } from './handshake.ts';
import { openPeerBook, type PeerBook } from './peer-book.ts';
import type { Connection, Discovery, Listener, Sighting, Timer, Transport } from './ports.ts';
import { openSession, type Session } from './session.ts';
import { isKept, wantedPeers } from './topology.ts';

const maintainEveryMs = 1000;
const firstRetryMs = 500;
const longestRetryMs = 5000;
const askEveryMs = 15_000;
/** A session that lived this long was sound: dialling again starts with the short delay. */
const soundAfterMs = 10_000;

export interface LinkState {
  readonly session: Session;
  readonly roundTripMs: number | null;
}

export interface MeshOptions {
  readonly replica: Replica;
  readonly membership: Membership;
  readonly organisationName: string;
  readonly deviceName: string;
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly syncPort: number;
  readonly appVersion: string;
  /** Addresses given on the command line; not remembered. */
  readonly fixedAddresses: readonly string[];
  /** Something that the header or the health screen shows has changed. */
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** This device among the others: listens, looks for peers, keeps the connections that it wants. */
export interface Mesh {
  readonly port: number;
  readonly book: PeerBook;
  links(): readonly LinkState[];
  /** Why peers were turned away, for the admin. */
  refusals(): ReadonlyMap<RefusalReason, number>;
  addAddress(address: string): void;
  close(): Promise<void>;
}

interface Attempt {
  readonly failures: number;
  readonly notBeforeMs: number;
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

export const startMesh = async (
  options: MeshOptions,
): Promise<{ ok: true; value: Mesh } | { ok: false; error: { type: 'port-taken'; port: number } }> => {
  const { replica, membership, transport, discovery, onChange } = options;
  const { clock } = replica;
  const ownId = membership.deviceId;
  const book = openPeerBook(replica);
  const sessions = new Map<DeviceId, Session>();
  const roundTrips = new Map<DeviceId, number>();
  const refusals = new Map<RefusalReason, number>();
  const attempts = new Map<string, Attempt>();
  const dialling = new Set<string>();
  /** Which device answered at an address, so that a typed one is not dialled again while it is connected. */
  const deviceAt = new Map<string, DeviceId>();
  let closed = false;
  let tick: Timer | null = null;
  let lastAskMs = clock.monotonicMs();

  const tellAddresses = (): void => {
    const peers = book
      .all()
      .filter((peer) => peer.addresses.length > 0)
      .map((peer) => ({ deviceId: peer.deviceId, addresses: [...peer.addresses] }));
    for (const session of sessions.values()) {
      session.sendAddresses(peers.filter((peer) => peer.deviceId !== session.deviceId));
    }
  };

  /** Each failure in a row makes the next try wait longer, so that a peer that always refuses costs little. */
  const holdBack = (address: string, failures: number): void => {
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
    attempts.set(address, { failures, notBeforeMs: clock.monotonicMs() + delayMs });
  };

  const adopt = (connection: Connection, deviceId: DeviceId, dialledAddress: string | null): void => {
    const adoptedAtMs = clock.monotonicMs();
    const rival = sessions.get(deviceId);
    if (rival !== undefined) {
      // The rival of the same direction is the older one, and probably dead without knowing it.
      const sameDirection = rival.connection.dialled === connection.dialled;
      if (!sameDirection && !isKept(ownId, deviceId, connection.dialled)) {
        connection.close('duplicate-session');
        return;
      }
      sessions.delete(deviceId);
      rival.close('duplicate-session');
    }
    const session: Session = openSession(
      {
        replica,
        membership,
        connection,
        deviceId,
        appVersion: options.appVersion,
        syncPort: listener.port,
        onFault: options.onFault,
      },
      {
        onOpen: (open) => {
          const address =
            dialledAddress ??
            (open.syncPort > 0 ? `${hostOf(connection.remoteAddress)}:${open.syncPort}` : null);
          if (address !== null) {
            book.noteAddresses(deviceId, [address], true);
            deviceAt.set(address, deviceId);
          }
          book.noteSeen(deviceId, { appVersion: open.appVersion });
          clock.after(0, tellAddresses);
          onChange();
        },
        onVector: (entries) => {
          book.noteVector(deviceId, entries);
          onChange();
        },
        onAddresses: ({ peers }) => {
          for (const peer of peers) {
            if (peer.deviceId !== ownId) book.noteAddresses(peer.deviceId, peer.addresses, false);
          }
          maintain();
        },
        onClock: (clockOffsetMs, roundTripMs) => {
          roundTrips.set(deviceId, roundTripMs);
          book.noteSeen(deviceId, { clockOffsetMs });
          onChange();
        },
        onClose: (reason) => {
          if (reason.type === 'refused') refusals.set(reason.reason, (refusals.get(reason.reason) ?? 0) + 1);
          if (sessions.get(deviceId) !== session) return;
          if (dialledAddress !== null) {
            const wasSound = clock.monotonicMs() - adoptedAtMs >= soundAfterMs;
            holdBack(dialledAddress, wasSound ? 1 : (attempts.get(dialledAddress)?.failures ?? 0) + 1);
          }
          sessions.delete(deviceId);
          roundTrips.delete(deviceId);
          if (closed) return;
          book.noteSeen(deviceId, {});
          onChange();
          maintain();
        },
      },
    );
    sessions.set(deviceId, session);
  };

  const meet = (
    connection: Connection,
    dialledAddress: string | null,
    onMet: (met: boolean) => void,
  ): void => {
    introduce(
      { connection, random: replica.random, ownId, purpose: 'sync', secret: membership.secret },
      (introduced) => {
        if (!introduced.ok) {
          const { error } = introduced;
          if (error.type !== 'closed') refusals.set(error.reason, (refusals.get(error.reason) ?? 0) + 1);
          if (error.type === 'refused-here' && error.reason === 'same-device' && dialledAddress !== null) {
            deviceAt.set(dialledAddress, ownId);
          }
          onMet(false);
          return;
        }
        onMet(true);
        const { deviceId, purpose } = introduced.value;
        if (dialledAddress !== null) deviceAt.set(dialledAddress, deviceId);
        if (purpose === 'join') {
          admit({ replica, membership, connection, deviceId, organisationName: options.organisationName });
        } else adopt(connection, deviceId, dialledAddress);
      },
    );
  };

  const dial = async (address: string): Promise<void> => {
    const attempt = attempts.get(address);
    if (dialling.has(address) || (attempt !== undefined && attempt.notBeforeMs > clock.monotonicMs())) return;
    dialling.add(address);
    const failed = (): void => {
      holdBack(address, (attempts.get(address)?.failures ?? 0) + 1);
      dialling.delete(address);
    };
    const dialled = await transport.dial(address);
    if (!dialled.ok) return failed();
    if (closed) {
      dialled.value.close('closing');
      dialling.delete(address);
      return;
    }
    meet(dialled.value, address, (met) => {
      if (met) dialling.delete(address);
      else failed();
    });
  };

  const tryAddress = (address: string): void => {
    const device = deviceAt.get(address);
    if (device !== undefined && (device === ownId || sessions.has(device))) return;
    dial(address).catch(options.onFault);
  };

  /** A device that failed everywhere lately does not take a neighbour's place. */
  const isPromising = (addresses: readonly string[]): boolean =>
    addresses.some((address) => (attempts.get(address)?.failures ?? 0) < 3);

  function maintain(): void {
    if (closed) return;
    const known = book.all().filter((peer) => peer.addresses.length > 0 || sessions.has(peer.deviceId));
    const isTried = (peer: (typeof known)[number]) =>
      sessions.has(peer.deviceId) || isPromising(peer.addresses);
    const promising = known.filter(isTried).map((peer) => peer.deviceId);
    const unpromising = known.filter((peer) => !isTried(peer)).map((peer) => peer.deviceId);
    for (const deviceId of wantedPeers(ownId, membership.hubDeviceId, promising, unpromising)) {
      if (sessions.has(deviceId)) continue;
      const addresses = book.get(deviceId)?.addresses ?? [];
      const due = addresses.find(
        (address) => (attempts.get(address)?.notBeforeMs ?? 0) <= clock.monotonicMs(),
      );
      if (due !== undefined && !addresses.some((address) => dialling.has(address))) tryAddress(due);
    }
    for (const address of [...options.fixedAddresses, ...readTypedAddresses(replica.db.reader)])
      tryAddress(address);
  }

  const onSighting = (sighting: Sighting): void => {
    if (sighting.organisationId !== membership.organisationId || sighting.deviceId === ownId) return;
    // What the network says is only a place to try; who answers there must prove itself.
    const deviceId = sighting.deviceId as DeviceId;
    book.noteAddresses(deviceId, sighting.addresses, false);
    if (sessions.has(deviceId)) return;
    for (const address of sighting.addresses) attempts.delete(address);
    maintain();
  };

  const listening = await transport.listen(options.syncPort, (connection) =>
    meet(connection, null, () => undefined),
  );
  if (!listening.ok) return listening;
  const listener: Listener = listening.value;

  const stopListening = replica.onCommitted(() => {
    for (const session of sessions.values()) session.pump();
    onChange();
  });
  discovery.onSighting(onSighting);
  discovery.announce({
    organisationId: membership.organisationId,
    organisationName: options.organisationName,
    deviceId: ownId,
    deviceName: options.deviceName,
    deviceCode: membership.deviceCode,
    role: membership.role,
    port: listener.port,
  });

  const onTick = (): void => {
    if (closed) return;
    if (clock.monotonicMs() - lastAskMs >= askEveryMs) {
      lastAskMs = clock.monotonicMs();
      discovery.ask();
    }
    maintain();
    tick = clock.after(maintainEveryMs, onTick);
  };
  onTick();

  return {
    ok: true,
    value: {
      port: listener.port,
      book,
      links: () =>
        [...sessions.values()]
          .filter((session) => session.isOpen)
          .map((session) => ({ session, roundTripMs: roundTrips.get(session.deviceId) ?? null })),
      refusals: () => refusals,
      addAddress: (address) => {
        // A bulk write holds the connection's transaction; written inside, the address would share its fate.
        void replica.db.gate.pass().then(() => {
          addTypedAddress(replica.db.writer, address);
          attempts.delete(address);
          maintain();
        });
      },
      close: async () => {
        closed = true;
        tick?.cancel();
        stopListening();
        discovery.announce(null);
        for (const session of sessions.values()) session.close('closing');
        book.flush();
        await listener.close();
      },
    },
  };
};
