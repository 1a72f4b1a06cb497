import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../shared/lib/clock.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { CoreServices, FileRights } from './api/context.ts';
import { serveHttp } from './api/http.ts';
import { type ClientPort, serveMessagePort } from './api/message-port.ts';
import type { Assembly, World } from './assembly.ts';
import { fileBodyStore } from './attachments/file-body-store.ts';
import { openDatabaseCheck } from './checkpoint/database-check.ts';
import { openFileSnapshots } from './checkpoint/file-snapshots.ts';
import { packBeside } from './db/archive-segment.ts';
import { type Database, openErrorOf } from './db/database.ts';
import { lockFolder } from './db/folder-lock.ts';
import { readMeta, writeMeta } from './db/meta.ts';
import type { Replica } from './db/replica.ts';
import { openBallast } from './disk/ballast.ts';
import { reportFault } from './fault-log.ts';
import { formatAddress, parseAddress } from './net/address.ts';
import { mdnsDiscovery } from './net/mdns-discovery.ts';
import { noneDiscovery } from './net/none-discovery.ts';
import { createTlsIdentity, type TlsIdentity } from './net/tls-identity.ts';
import { wsTransport } from './net/ws-transport.ts';
import { openParts, type PartsHost, readAddress } from './parts.ts';
import { officeAddresses, systemClock, systemRandom } from './real-world.ts';
import { databaseFile, openFileFolder } from './recovery/file-folder.ts';
import { openReplaced } from './recovery/replace-database.ts';
import { type CurrentParts, createRestartable } from './restart-in-place.ts';
import { createSetupService } from './setup/setup-service.ts';
import { type StartError, startErrorOf } from './start-error.ts';
export interface CoreOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  /** The port for peers; any free one when it is left out and the usual one is taken. */
  readonly syncPort?: number;
  readonly discovery: 'mdns' | 'off';
  /** `host:port` of peers to dial in any case. */
  readonly peers: readonly string[];
  /** This PC's own clock; the system's when it is left out. */
  readonly clock?: Clock;
  /** The core has ended after a replacement of its database that failed; whoever runs it has to start anew. */
  readonly onLost?: () => void;
  /** Another world than the real one only in tests, which make it worse. */
  readonly adapt?: (real: World) => World;
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
  /** Closes the database, has carried out what was decided on its replacement, and goes on over the one that then stands there. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

type HttpApi = Awaited<ReturnType<typeof serveHttp>>;

const tlsIdentity = async ({ db: { writer } }: Replica): Promise<TlsIdentity> => {
  const certificatePem = readMeta(writer, 'tlsCertificate');
  const privateKeyPem = readMeta(writer, 'tlsKey');
  if (certificatePem !== null && privateKeyPem !== null) return { certificatePem, privateKeyPem };
  const identity = await createTlsIdentity();
  writeMeta(writer, 'tlsCertificate', identity.certificatePem);
  writeMeta(writer, 'tlsKey', identity.privateKeyPem);
  return identity;
};

const realWorld = (discovery: 'mdns' | 'off', clock: Clock): World => ({
  clock,
  random: systemRandom,
  makeDiscovery: (refusals) =>
    discovery === 'off'
      ? noneDiscovery()
      : mdnsDiscovery({
          clock,
          random: systemRandom,
          onProblem: () => refusals.note('discovery', 'mdns'),
        }),
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

/** Puts every part of the core together over an open database: the only place where that happens. */
export const assembleCore = async (assembly: Assembly): Promise<Result<Core, StartError>> => {
  const { world, folder } = assembly;
  /** The port of the first life: peers remember it. */
  const port = (): number | undefined => current?.network.mesh()?.port ?? assembly.syncPort;
  const host: PartsHost = {
    isJoining: () => current !== null && current.services.setup.joinProgress() !== null,
    onFault: (cause) => {
      world.onFault(cause);
      if (openErrorOf(cause)?.type === 'database-corrupt') current?.restart(true);
    },
    onDamage: (detail) => {
      world.onFault(new Error(`the database is damaged: ${detail}`));
      current?.restart(true);
    },
    onHopeless: () => current?.restart(true),
    replacing: folder === undefined ? null : { folder, restart: () => current?.restart(false) },
  };
  let current: CurrentParts | null = null;
  const open = async (db: Database, syncPort = port()) => openParts({ ...assembly, db, syncPort }, host);
  current = createRestartable({
    open,
    first: await open(assembly.db),
    reopen:
      folder === undefined
        ? null
        : (isDamaged) =>
            openReplaced(
              { folder, clock: world.clock, random: world.random },
              { isDamaged, relieve: () => assembly.ballast?.release() ?? false },
            ),
    makeSetup: ({ changes, ...parts }) =>
      createSetupService({
        ...parts,
        readAddress,
        ownHosts: officeAddresses,
        onChange: () => changes.emit('setup'),
        onFault: host.onFault,
      }),
    onClosed: (error) => {
      // The lack of room is no fault: the next start says so, and begins as soon as there is some.
      if (error.type !== 'disk-full') world.onFault(new Error(error.type));
      assembly.onLost?.();
    },
    onLost: (cause) => {
      world.onFault(cause);
      assembly.onLost?.();
    },
  });
  const { services, network, close } = current;
  const servers: HttpApi[] = [];
  const core: Core = {
    services,
    get deviceCode() {
      return services.replica.membership()?.deviceCode ?? null;
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
    restart: async () => {
      current?.restart(false);
      await services.isRestarting();
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await close();
      assembly.onClosed();
    },
  };
  if (services.replica.membership() !== null) {
    const joined = await network.join().catch(async (cause: unknown) => {
      // Nothing runs on over a database that whoever called this closes.
      await core.close();
      throw cause;
    });
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
  const folder = openFileFolder({ dataDir: options.dataDir });
  const ballast = openBallast(join(options.dataDir, 'ballast'));
  const { clock = systemClock } = options;
  const real = realWorld(options.discovery, clock);
  const world = options.adapt?.(real) ?? real;
  const open = (): Result<Database, StartError> => {
    try {
      return openReplaced({ folder, clock, random: systemRandom }, { relieve: ballast.release });
    } catch (cause) {
      const known = startErrorOf(cause);
      if (known !== null) return err(known);
      lock.value.release();
      throw cause;
    }
  };
  const opened = open();
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  try {
    return await assembleCore({
      db: opened.value,
      folder,
      makeSnapshots: () => openFileSnapshots(options.dataDir),
      makeCheck: () => openDatabaseCheck(join(options.dataDir, databaseFile)),
      bodies: fileBodyStore(join(options.dataDir, 'attachments')),
      pack: packBeside,
      world,
      appVersion: options.appVersion,
      syncPort: options.syncPort,
      fixedAddresses: peers.value,
      ballast,
      onClosed: () => lock.value.release(),
      onLost: options.onLost,
    });
  } catch (cause) {
    opened.value.close();
    lock.value.release();
    const known = startErrorOf(cause);
    if (known !== null) return err(known);
    throw cause;
  }
};
