import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Random } from '../../shared/lib/clock.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { createChanges } from './api/changes.ts';
import type { CoreServices, FileRights } from './api/context.ts';
import { serveHttp } from './api/http.ts';
import { type ClientPort, serveMessagePort } from './api/message-port.ts';
import { createArchiveService } from './archive/archive-service.ts';
import { createAttachmentService, usualLimits } from './attachments/attachment-service.ts';
import type { BodyStore } from './attachments/body-store.ts';
import { fileBodyStore } from './attachments/file-body-store.ts';
import { memoryBodyStore } from './attachments/memory-body-store.ts';
import { createAuditService } from './audit/audit-service.ts';
import { type DatabaseCheck, openDatabaseCheck } from './checkpoint/database-check.ts';
import { type Checkpoints, createCheckpoints } from './checkpoint/feature.ts';
import { openFileSnapshots } from './checkpoint/file-snapshots.ts';
import { type CheckpointLimits, officeLimits } from './checkpoint/serve.ts';
import type { Snapshots } from './checkpoint/snapshots.ts';
import { keepClock } from './clock/keep-clock.ts';
import { createImportService } from './customer-import/import-service.ts';
import { type PackSegment, packAtOnce, packBeside } from './db/archive-segment.ts';
import { type Database, openErrorOf } from './db/database.ts';
import { lockFolder } from './db/folder-lock.ts';
import { followHub } from './db/hub-terms.ts';
import { readMeta, writeMeta } from './db/meta.ts';
import { forgetRenewed, type Renewed, readRenewed } from './db/renewal.ts';
import { openReplica, type Replica } from './db/replica.ts';
import { startSearchDrain } from './db/search-drain.ts';
import { signUnsignedHistory } from './db/sign-history.ts';
import { keepWal } from './db/wal-keeper.ts';
import { type Ballast, openBallast } from './disk/ballast.ts';
import { watchDisk } from './disk/disk-watch.ts';
import { createExchangeService } from './exchange/exchange-service.ts';
import { reportFault } from './fault-log.ts';
import { createSignIn } from './identity/sign-in.ts';
import { defaultSyncPort, formatAddress, parseAddress } from './net/address.ts';
import { mdnsDiscovery } from './net/mdns-discovery.ts';
import { noneDiscovery } from './net/none-discovery.ts';
import { createTlsIdentity, type TlsIdentity } from './net/tls-identity.ts';
import { wsTransport } from './net/ws-transport.ts';
import { type Network, openNetwork } from './network.ts';
import { createNotices, type Notices } from './notices.ts';
import { officeAddresses, systemClock, systemRandom } from './real-world.ts';
import { finishRejoining } from './recovery/carry-over.ts';
import type { DataFolder } from './recovery/data-folder.ts';
import { databaseFile, openFileFolder } from './recovery/file-folder.ts';
import { keepIdentityCopy } from './recovery/identity-copy.ts';
import { decideReplacement, openReplaced } from './recovery/replace-database.ts';
import { readSetAsideReport, writeSetAsideReport } from './recovery/set-aside-report.ts';
import { type CurrentParts, createRestartable, type Parts, type Replacing } from './restart-in-place.ts';
import { createSetupService } from './setup/setup-service.ts';
import type { StartError } from './start-error.ts';
import { openHistoryTalk } from './sync/history-talk.ts';
import type { Discovery, Transport } from './sync/ports.ts';
import { createRefusalCounter, type RefusalCounter } from './sync/refusal-count.ts';
import { connectedOffsets, readPeerHealth, readSyncStatus } from './sync/sync-status.ts';

export interface CoreOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  /** The port for peers; any free one when it is left out and the usual one is taken. */
  readonly syncPort?: number;
  readonly discovery: 'mdns' | 'off';
  /** `host:port` of peers to dial in any case. */
  readonly peers: readonly string[];
  /** The core has ended after a replacement of its database that failed; whoever runs it has to start anew. */
  readonly onLost?: () => void;
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
  /** Where the database is kept; without it, it is never replaced. */
  readonly folder?: DataFolder | undefined;
  /** Where the bodies of attachments are kept; in memory without it. */
  /** How segments of the log are packed; at once when it is left out. */
  readonly pack?: PackSegment;
  readonly bodies?: BodyStore | undefined;
  /** Room that is kept on the disk; null where there is no disk. */
  readonly ballast: Ballast | null;
  /** Where copies of it are made and received; one for each life of the core. */
  readonly makeSnapshots?: (() => Snapshots) | undefined;
  /** Looks through the whole database while it is in use; one for each life of the core. */
  readonly makeCheck?: (() => DatabaseCheck) | undefined;
  /** Others than an office's only in simulations, where everything is small. */
  readonly checkpointLimits?: CheckpointLimits | undefined;
  /** False only as a control in tests: copies that differ stay unseen. */
  readonly isAuditing?: boolean | undefined;
  /** Gives back what is held besides the database, once everything else is closed. */
  readonly onClosed: () => void;
  /** The database was closed to be replaced and cannot be opened again: only a new process can help. */
  readonly onLost?: (() => void) | undefined;
}

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
        : (isDamaged) => openReplaced({ folder, clock: world.clock, random: world.random }, isDamaged),
    makeSetup: ({ changes, ...parts }) =>
      createSetupService({
        ...parts,
        readAddress,
        ownHosts: officeAddresses,
        onChange: () => changes.emit('setup'),
        onFault: host.onFault,
      }),
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
    const joined = await network.join();
    if (!joined.ok) {
      await core.close();
      return joined;
    }
  }
  return ok(core);
};

const readAddress = (typed: string) => {
  const parsed = parseAddress(typed);
  return parsed.ok
    ? ok(formatAddress(parsed.value))
    : err({ code: 'address-unreadable', data: { address: typed } } as const);
};

/** What the parts over a database need of what outlives them. */
interface PartsHost {
  readonly isJoining: () => boolean;
  readonly onFault: (cause: unknown) => void;
  /** The database that is in use was found to be damaged. */
  readonly onDamage: (detail: string) => void;
  readonly replacing: Replacing | null;
}

/** Has the copy of the membership kept as long as this PC belongs to a call centre. */
const keepingIdentity = (
  network: Network,
  replica: Replica,
  folder: DataFolder | undefined,
  checkpoints: Checkpoints | null,
): Network =>
  folder === undefined
    ? network
    : {
        ...network,
        join: async () => {
          keepIdentityCopy(folder, replica.db.writer);
          return network.join();
        },
        leave: async () => {
          await network.leave();
          checkpoints?.forget();
          folder.rememberIdentity(null);
        },
      };

/** Says that a database was set aside, until somebody has read it. */
const tellSetAside = ({ writer }: Database, notices: Notices): void => {
  const report = readSetAsideReport(writer);
  if (report === null) return;
  const { cause, recovered, setAside } = report;
  notices.put(
    'set-aside',
    { kind: 'database-set-aside', cause, recovered, path: `set-aside/${setAside}` },
    () => writeSetAsideReport(writer, null),
  );
};

const openCheckpoints = (
  { makeSnapshots, checkpointLimits = officeLimits, world }: Assembly,
  { replacing, onFault }: PartsHost,
  replica: Replica,
  notices: Notices,
): Checkpoints | null =>
  replacing === null || makeSnapshots === undefined
    ? null
    : createCheckpoints({
        replica,
        snapshots: makeSnapshots(),
        limits: checkpointLimits,
        onProgress: (progress) =>
          notices.put(
            'checkpoint',
            progress && progress.total > 0 ? { kind: 'checkpoint-receiving', ...progress } : null,
          ),
        onStaged: () => {
          decideReplacement(replacing.folder, 'checkpoint', world.clock.nowMs());
          replacing.restart();
        },
        onCaughtUp: () => finishRejoining(replacing.folder, replica),
        onFault,
      });

/** What people wait for at a start comes first. */
const checkAfterMs = 3000;

const startCheck = ({ makeCheck, world }: Assembly, host: PartsHost): { close(): Promise<void> } => {
  const check = makeCheck?.();
  if (check === undefined) return { close: async () => undefined };
  const timer = world.clock.after(checkAfterMs, () => {
    check
      .findDamage()
      .then((damage) => (damage === null ? undefined : host.onDamage(damage)))
      .catch(host.onFault);
  });
  return {
    close: async () => {
      timer.cancel();
      await check.close();
    },
  };
};

/** Everything over one opened database. */
const openParts = async (assembly: Assembly, host: PartsHost): Promise<Parts> => {
  const { db, world, appVersion } = assembly;
  const { onFault } = host;
  const replica = openReplica(db, world.clock, world.random);
  signUnsignedHistory(replica);
  const searchDrain = startSearchDrain(replica, onFault);
  const wal = keepWal(replica);
  const changes = createChanges(replica);
  const notices = createNotices(() => changes.emit('notices'));
  followHub(replica, () => {
    changes.emit('sync');
    changes.emit('setup');
  });
  tellSetAside(db, notices);
  const refusals = createRefusalCounter(world.clock);
  const checkpoints = openCheckpoints(assembly, host, replica, notices);
  const attachments = createAttachmentService({
    replica,
    store: assembly.bodies ?? memoryBodyStore(),
    limits: usualLimits,
    emit: () => changes.emit('attachments'),
    onFault,
  });
  const audit = createAuditService({
    replica,
    appVersion,
    notices,
    emit: () => changes.emit('audit'),
    onFault,
    isComparing: assembly.isAuditing,
  });
  const tellRenewed = (renewed: Renewed | null): void =>
    notices.put('identity', renewed === null ? null : { kind: 'identity-renewed', ...renewed }, () =>
      forgetRenewed(db.writer),
    );
  tellRenewed(readRenewed(db.writer));
  const histories = openHistoryTalk({
    replica,
    onRenewed: (renewed) => {
      tellRenewed(renewed);
      network
        .leave()
        .then(() => network.join())
        .catch(onFault);
    },
    onFault,
  });
  const archive = createArchiveService({
    replica,
    peers: () => network.mesh()?.book.all() ?? [],
    pack: assembly.pack ?? packAtOnce,
    onFault,
  });
  const network = openNetwork({
    replica,
    transport: await world.makeTransport(replica, refusals),
    discovery: world.makeDiscovery(refusals),
    appVersion,
    syncPort: assembly.syncPort ?? defaultSyncPort,
    isPortFixed: assembly.syncPort !== undefined,
    fixedAddresses: assembly.fixedAddresses,
    features: [
      histories.feature,
      attachments.feature,
      audit.feature,
      archive.feature,
      ...(checkpoints === null ? [] : [checkpoints.feature]),
    ],
    onClock: () => clockKeeper.look(),
    onChange: () => changes.emit('sync'),
    onRefusal: (reason) => refusals.note('sync', reason),
    onFault,
  });
  const check = startCheck(assembly, host);
  const imports = createImportService({ replica, emit: () => changes.emit('import'), onFault });
  const exchange = createExchangeService({
    replica,
    heldBy: (deviceId) => network.mesh()?.book.get(deviceId)?.vector ?? [],
    noteHeld: (deviceId, entries) => network.mesh()?.book.noteVector(deviceId, entries),
    emit: () => changes.emit('exchange'),
    onFault,
  });
  const disk =
    assembly.ballast === null ? null : watchDisk({ clock: world.clock, ballast: assembly.ballast, notices });
  replica.onFull(() => disk?.relieve() ?? false);
  const clockKeeper = keepClock({
    replica,
    notices,
    peerOffsetsMs: () => connectedOffsets(network.mesh()),
    onChange: () => changes.emit('sync'),
    onFault,
  });
  const signIn = createSignIn(replica);
  const services: Parts['services'] = {
    replica,
    clock: world.clock,
    random: world.random,
    appVersion,
    changes,
    notices,
    // A join that is cancelled empties the replica: until it is over, nobody may begin to work in it.
    signIn: async (name, password) =>
      host.isJoining() ? err({ code: 'not-set-up' }) : signIn(name, password),
    onFault,
    imports,
    exchange,
    attachments,
    audit,
    archive,
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
  return {
    db,
    services,
    network: keepingIdentity(network, replica, host.replacing?.folder, checkpoints),
    copyProgress: () => checkpoints?.progress() ?? null,
    close: async () => {
      await check.close();
      clockKeeper.close();
      await imports.close();
      await exchange.close();
      await attachments.close();
      histories.close();
      await network.close();
      disk?.close();
      await checkpoints?.close();
      audit.close();
      await archive.close();
      searchDrain.close();
      await wal.close();
    },
  };
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
  const open = () => openReplaced({ folder, clock: systemClock, random: systemRandom });
  let opened = open();
  if (!opened.ok && opened.error.type === 'disk-full' && ballast.release()) opened = open();
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
      world: realWorld(options.discovery),
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
    const known = openErrorOf(cause);
    if (known !== null) return err(known);
    throw cause;
  }
};
