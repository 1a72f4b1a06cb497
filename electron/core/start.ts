import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Random } from '../../shared/lib/clock.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { createChanges } from './api/changes.ts';
import type { CoreServices, FileRights } from './api/context.ts';
import { serveHttp } from './api/http.ts';
import { type ClientPort, serveMessagePort } from './api/message-port.ts';
import { createImportService } from './customer-import/import-service.ts';
import { type Database, openDatabase, openErrorOf } from './db/database.ts';
import { lockFolder } from './db/folder-lock.ts';
import { readMeta, writeMeta } from './db/meta.ts';
import { openReplica, type Replica } from './db/replica.ts';
import { signUnsignedHistory } from './db/sign-history.ts';
import { createExchangeService } from './exchange/exchange-service.ts';
import { reportFault } from './fault-log.ts';
import { createSignIn } from './identity/sign-in.ts';
import { defaultSyncPort, formatAddress, parseAddress } from './net/address.ts';
import { mdnsDiscovery } from './net/mdns-discovery.ts';
import { noneDiscovery } from './net/none-discovery.ts';
import { createTlsIdentity, type TlsIdentity } from './net/tls-identity.ts';
import { wsTransport } from './net/ws-transport.ts';
import { openNetwork } from './network.ts';
import { createNotices } from './notices.ts';
import { officeAddresses, systemClock, systemRandom } from './real-world.ts';
import { createSetupService } from './setup/setup-service.ts';
import type { StartError } from './start-error.ts';
import type { Discovery, Transport } from './sync/ports.ts';
import { createRefusalCounter, type RefusalCounter } from './sync/refusal-count.ts';
import { readPeerHealth, readSyncStatus } from './sync/sync-status.ts';

export interface CoreOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  /** The port for peers; any free one when it is left out and the usual one is taken. */
  readonly syncPort?: number;
  readonly discovery: 'mdns' | 'off';
  /** `host:port` of peers to dial in any case. */
  readonly peers: readonly string[];
}

/** The running core. Owns its database, its sockets and its data folder. */
export interface Core {
  readonly services: CoreServices;
  readonly deviceCode: number | null;
  readonly syncPort: number | null;
  /** @param files which files the window behind the port may name: those that a person gave it. */
  serve(port: ClientPort, files: FileRights): void;
  /** @param port 0 picks a free one. */
  serveHttp(port: number, token: string): Promise<Result<HttpApi, StartError>>;
  close(): Promise<void>;
}

type HttpApi = Awaited<ReturnType<typeof serveHttp>>;

/** What the world gives; replaced as a whole by the simulator. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  /** Both are told where to count what they turn away. */
  readonly makeDiscovery: (refusals: RefusalCounter) => Discovery;
  /** Called once, with the database open: the certificate is kept there. */
  readonly makeTransport: (replica: Replica, refusals: RefusalCounter) => Promise<Transport>;
  /** Takes note of a bug that ended what was being done, not the core. */
  readonly onFault: (cause: unknown) => void;
}

const tlsIdentity = async ({ db: { writer } }: Replica): Promise<TlsIdentity> => {
  const certificatePem = readMeta(writer, 'tlsCertificate');
  const privateKeyPem = readMeta(writer, 'tlsKey');
  if (certificatePem !== null && privateKeyPem !== null) return { certificatePem, privateKeyPem };
  const identity = await createTlsIdentity();
  writeMeta(writer, 'tlsCertificate', identity.certificatePem);
  writeMeta(writer, 'tlsKey', identity.privateKeyPem);
  return identity;
};

const realWorld = (discovery: 'mdns' | 'off'): World => ({
  clock: systemClock,
  random: systemRandom,
  makeDiscovery: (refusals) =>
    discovery === 'off'
      ? noneDiscovery()
      : mdnsDiscovery({ clock: systemClock, onProblem: () => refusals.note('discovery', 'mdns') }),
  makeTransport: async (replica, refusals) =>
    wsTransport({
      identity: await tlsIdentity(replica),
      clock: replica.clock,
      onRefusal: ({ type }) => refusals.note('listener', type),
    }),
  onFault: reportFault,
});

const readPeers = (peers: readonly string[]): Result<string[], StartError> => {
  const addresses: string[] = [];
  for (const peer of peers) {
    const parsed = parseAddress(peer);
    if (!parsed.ok) return err({ type: 'address-unreadable', address: peer });
    addresses.push(formatAddress(parsed.value));
  }
  return ok(addresses);
};

/** What is decided before the parts are put together. */
export interface Assembly {
  readonly db: Database;
  readonly world: World;
  readonly appVersion: string;
  readonly syncPort?: number | undefined;
  /** `host:port` of peers to dial in any case. */
  readonly fixedAddresses: readonly string[];
  /** Gives back what is held besides the database, once everything else is closed. */
  readonly onClosed: () => void;
}

/** Puts every part of the core together over an open database: the only place where that happens. */
export const assembleCore = async (assembly: Assembly): Promise<Result<Core, StartError>> => {
  const { db, world, appVersion } = assembly;
  const { onFault } = world;
  const replica = openReplica(db, world.clock, world.random);
  signUnsignedHistory(replica);
  const changes = createChanges(replica);
  const notices = createNotices(() => changes.emit('notices'));
  const refusals = createRefusalCounter(world.clock);
  const network = openNetwork({
    replica,
    transport: await world.makeTransport(replica, refusals),
    discovery: world.makeDiscovery(refusals),
    appVersion,
    syncPort: assembly.syncPort ?? defaultSyncPort,
    isPortFixed: assembly.syncPort !== undefined,
    fixedAddresses: assembly.fixedAddresses,
    features: [],
    onChange: () => changes.emit('sync'),
    onRefusal: (reason) => refusals.note('sync', reason),
    onFault,
  });
  const readAddress = (typed: string) => {
    const parsed = parseAddress(typed);
    return parsed.ok
      ? ok(formatAddress(parsed.value))
      : err({ code: 'address-unreadable', data: { address: typed } } as const);
  };
  const imports = createImportService({ replica, emit: () => changes.emit('import'), onFault });
  const exchange = createExchangeService({
    replica,
    heldBy: (deviceId) => network.mesh()?.book.get(deviceId)?.vector ?? [],
    noteHeld: (deviceId, entries) => network.mesh()?.book.noteVector(deviceId, entries),
    emit: () => changes.emit('exchange'),
    onFault,
  });
  const signIn = createSignIn(replica);
  const services: CoreServices = {
    replica,
    clock: world.clock,
    random: world.random,
    appVersion,
    changes,
    notices,
    // A join that is cancelled empties the replica: until it is over, nobody may begin to work in it.
    signIn: async (name, password) =>
      services.setup.joinProgress() === null ? signIn(name, password) : err({ code: 'not-set-up' }),
    onFault,
    imports,
    exchange,
    setup: createSetupService({
      replica,
      network,
      readAddress,
      ownHosts: officeAddresses,
      onChange: () => changes.emit('setup'),
      onFault,
    }),
    sync: {
      status: () => readSyncStatus(replica, network.mesh()),
      peers: () => readPeerHealth(replica, network.mesh(), appVersion),
      refusals: () => refusals.list(),
      addAddress: (typed) => {
        const address = readAddress(typed);
        if (!address.ok) return address;
        const mesh = network.mesh();
        if (mesh === null) return err({ code: 'not-set-up' });
        mesh.addAddress(address.value);
        return ok(null);
      },
    },
  };
  const servers: HttpApi[] = [];
  const core: Core = {
    services,
    get deviceCode() {
      return replica.membership()?.deviceCode ?? null;
    },
    get syncPort() {
      return network.mesh()?.port ?? null;
    },
    serve: (port, files) => serveMessagePort(services, port, files),
    serveHttp: async (port, token) => {
      try {
        const server = await serveHttp({ services, port, token });
        servers.push(server);
        return ok(server);
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')
          return err({ type: 'port-taken', port });
        throw cause;
      }
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await imports.close();
      await exchange.close();
      await network.close();
      db.close();
      assembly.onClosed();
    },
  };
  if (replica.membership() !== null) {
    const joined = await network.join();
    if (!joined.ok) {
      await core.close();
      return joined;
    }
  }
  return ok(core);
};

/** Opens the data folder, which one core at a time may use, and starts the core in it. */
export const startCore = async (options: CoreOptions): Promise<Result<Core, StartError>> => {
  const peers = readPeers(options.peers);
  if (!peers.ok) return peers;
  try {
    // Customers' data and the organisation's secret: for nobody else on this PC.
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    return err({ type: 'data-folder-unusable', detail: cause instanceof Error ? cause.message : '' });
  }
  const lock = lockFolder(join(options.dataDir, 'lock.sqlite'));
  if (!lock.ok) return lock;
  const opened = openDatabase(join(options.dataDir, 'paydar.sqlite'));
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  try {
    return await assembleCore({
      db: opened.value,
      world: realWorld(options.discovery),
      appVersion: options.appVersion,
      syncPort: options.syncPort,
      fixedAddresses: peers.value,
      onClosed: () => lock.value.release(),
    });
  } catch (cause) {
    opened.value.close();
    lock.value.release();
    const known = openErrorOf(cause);
    if (known !== null) return err(known);
    throw cause;
  }
};
