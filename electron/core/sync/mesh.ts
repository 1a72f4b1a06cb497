import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import type { RefusalReason } from '../../../shared/sync/messages.ts';
import type { Membership } from '../db/meta.ts';
import { addTypedAddress, readTypedAddresses } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { admit } from './admission.ts';
import { openDialler } from './dialler.ts';
import { introduce } from './handshake.ts';
import { type LinkState, openLinks } from './links.ts';
import { openPeerBook, type PeerBook } from './peer-book.ts';
import type { Connection, Discovery, ListenError, Listener, Sighting, Timer, Transport } from './ports.ts';
import type { SessionFeature, SessionPeer } from './session-feature.ts';
import { isUnwanted, wantedPeers } from './topology.ts';

const maintainEveryMs = 1000;
const askEveryMs = 15_000;
/** Nobody is let go whom a look at the office in change took for a neighbour a moment ago. */
const keptForMs = 20_000;

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
  /** What is talked about in every session besides operations, addresses and time. */
  readonly features: readonly SessionFeature[];
  /** What is talked about with another PC of the same device id, and nothing else. */
  readonly twinFeature?: SessionFeature | undefined;
  /** A peer has told its time. */
  readonly onClock: () => void;
  /** Something that the header or the health screen shows has changed. */
  readonly onChange: () => void;
  /** Somebody was turned away, here or there. */
  readonly onRefusal: (reason: RefusalReason) => void;
  readonly onFault: (cause: unknown) => void;
}

/** This device among the others: listens, looks for peers, keeps the connections that it wants. */
export interface Mesh {
  readonly port: number;
  readonly book: PeerBook;
  links(): readonly LinkState[];
  /** The open session with a device, for a feature that has something to say to it. */
  peer(deviceId: DeviceId): SessionPeer | null;
  addAddress(address: string): void;
  close(): Promise<void>;
}

export const startMesh = async (options: MeshOptions): Promise<Result<Mesh, ListenError>> => {
  const { replica, membership, transport, discovery, onChange, onRefusal, onFault } = options;
  const { clock } = replica;
  const ownId = membership.deviceId;
  /** The hub may change while this device runs. */
  const current = (): Membership => replica.membership() ?? membership;
  const book = openPeerBook(replica);
  const ownNonces = new Set<string>();
  let closed = false;
  let tick: Timer | null = null;
  let lastAskMs = clock.monotonicMs();

  /** What the network and timers set off has no caller: a database that cannot be read is reported, not thrown. */
  const guarded = (run: () => void, onThrown: () => void = () => undefined): void => {
    try {
      run();
    } catch (cause) {
      onFault(cause);
      onThrown();
    }
  };

  const meet = (
    connection: Connection,
    dialledAddress: string | null,
    onMet: (met: boolean) => void,
  ): void => {
    introduce(
      { connection, random: replica.random, ownId, purpose: 'sync', secret: membership.secret, ownNonces },
      (introduced) => {
        // The proof was still on its way: the database that a session reads is closed by now.
        if (closed) return connection.close('closing');
        if (!introduced.ok) {
          const { error } = introduced;
          if (error.type !== 'closed' && error.reason === 'same-device') {
            if (dialledAddress !== null) dialler.noteSelf(dialledAddress);
          } else if (error.type !== 'closed') onRefusal(error.reason);
          onMet(false);
          return;
        }
        onMet(true);
        const { deviceId, purpose } = introduced.value;
        if (dialledAddress !== null) dialler.noteAnswer(dialledAddress, deviceId);
        guarded(
          () => {
            if (purpose === 'join') {
              const { organisationName } = options;
              admit({ replica, membership: current(), connection, deviceId, organisationName, onFault });
            } else links.adopt(connection, deviceId, dialledAddress);
          },
          () => connection.close('failed'),
        );
      },
    );
  };
  const dialler = openDialler({
    clock,
    transport,
    isConnected: (deviceId) => links.has(deviceId),
    meet,
    onFault,
  });
  const links = openLinks({
    replica,
    membership,
    book,
    dialler,
    appVersion: options.appVersion,
    syncPort: () => listener.port,
    features: options.features,
    twinFeature: options.twinFeature,
    onClock: options.onClock,
    onChange,
    onLook: () => guarded(maintain),
    onRefusal,
    onFault,
  });

  const typedAddresses = (): string[] => [
    ...options.fixedAddresses,
    ...readTypedAddresses(replica.db.reader),
  ];
  /** Ends what this device dialled and nobody needs any more, once everybody is connected whom it wants. */
  const letGo = (promising: readonly DeviceId[], typed: readonly string[]): void => {
    const { hubDeviceId } = current();
    for (const { session } of links.open()) {
      const { deviceId, connection, sinceMs } = session;
      if (!connection.dialled || clock.monotonicMs() - sinceMs < keptForMs) continue;
      if (book.get(deviceId)?.addresses.some((address) => typed.includes(address))) continue;
      if (isUnwanted(ownId, deviceId, hubDeviceId, promising)) session.close('unwanted');
    }
  };
  /** Dials whoever is wanted and not connected. */
  const maintain = (): void => {
    if (closed) return;
    const known = book.all().filter((peer) => peer.addresses.length > 0 || links.has(peer.deviceId));
    // Who failed everywhere lately does not take a neighbour's place.
    const isTried = (peer: (typeof known)[number]) =>
      links.has(peer.deviceId) || dialler.isPromising(peer.addresses);
    const promising = known.filter(isTried).map((peer) => peer.deviceId);
    const unpromising = known.filter((peer) => !isTried(peer)).map((peer) => peer.deviceId);
    const wanted = wantedPeers(ownId, current().hubDeviceId, promising, unpromising);
    const missing = wanted.filter((deviceId) => !links.has(deviceId));
    for (const deviceId of missing) dialler.dialOne(book.get(deviceId)?.addresses ?? []);
    const typed = typedAddresses();
    for (const address of typed) dialler.dial(address);
    if (missing.length === 0) letGo(promising, typed);
  };

  const onSighting = (sighting: Sighting): void => {
    if (sighting.organisationId !== membership.organisationId) return;
    // A copy of this PC, or this PC itself: whoever answers there shows it.
    if (sighting.deviceId === ownId) {
      for (const address of sighting.addresses) dialler.dial(address);
      return;
    }
    // What the network says is only a place to try; who answers there must prove itself.
    const deviceId = sighting.deviceId as DeviceId;
    book.noteAddresses(deviceId, sighting.addresses, false);
    if (links.has(deviceId)) return;
    for (const address of sighting.addresses) dialler.forgive(address);
    maintain();
  };

  const listening = await transport.listen(options.syncPort, (connection) =>
    meet(connection, null, () => undefined),
  );
  if (!listening.ok) return listening;
  const listener: Listener = listening.value;

  const stopListening = replica.onCommitted(({ origin }) => {
    if (origin === 'mended') links.beginAnew();
    else links.pump();
    onChange();
  }, 'first');
  discovery.onSighting((sighting) => guarded(() => onSighting(sighting)));
  let announced: Membership | null = null;
  /** Says who this device is, again when that has changed. */
  const announce = (): void => {
    const { organisationId, deviceCode, role } = current();
    if (announced?.role === role && announced.deviceCode === deviceCode) return;
    announced = current();
    const { organisationName, deviceName } = options;
    const port = listener.port;
    discovery.announce({
      organisationId,
      organisationName,
      deviceId: ownId,
      deviceName,
      deviceCode,
      role,
      port,
    });
  };

  const look = (): void => {
    if (clock.monotonicMs() - lastAskMs >= askEveryMs) {
      lastAskMs = clock.monotonicMs();
      discovery.ask();
    }
    announce();
    maintain();
  };
  const onTick = (): void => {
    if (closed) return;
    tick = clock.after(maintainEveryMs, onTick);
    guarded(look);
  };
  onTick();

  return ok({
    port: listener.port,
    book,
    links: () => links.open(),
    peer: links.peer,
    addAddress: (address) => {
      // A bulk write holds the connection's transaction; written inside, the address would share its fate.
      const remember = (): void => {
        if (closed) return;
        addTypedAddress(replica.db.writer, address);
        dialler.forgive(address);
        maintain();
      };
      replica.db.gate.pass().then(remember).catch(onFault);
    },
    close: async () => {
      closed = true;
      tick?.cancel();
      stopListening();
      discovery.announce(null);
      dialler.close();
      links.close();
      book.flush();
      await listener.close();
    },
  });
};
