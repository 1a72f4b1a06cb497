import type { Notice } from '../../shared/contract/notice.ts';
import type { DeviceId } from '../../shared/lib/ids.ts';
import { err, ok } from '../../shared/lib/result.ts';
import { createChanges } from './api/changes.ts';
import { createArchiveService } from './archive/archive-service.ts';
import type { Assembly } from './assembly.ts';
import { createAttachmentService, usualLimits } from './attachments/attachment-service.ts';
import { memoryBodyStore } from './attachments/memory-body-store.ts';
import { createAuditService } from './audit/audit-service.ts';
import { type Checkpoints, createCheckpoints } from './checkpoint/feature.ts';
import { officeLimits } from './checkpoint/serve.ts';
import { keepClock } from './clock/keep-clock.ts';
import { createImportService } from './customer-import/import-service.ts';
import { packAtOnce } from './db/archive-segment.ts';
import { createBreath } from './db/breathe.ts';
import type { Database } from './db/database.ts';
import { keepCodesApart } from './db/device-codes.ts';
import { followHub } from './db/hub-terms.ts';
import { startStaleMender } from './db/mend-stale.ts';
import { forgetRenewed, type Renewed, readRenewed } from './db/renewal.ts';
import { openReplica, type Replica } from './db/replica.ts';
import { startSearchDrain } from './db/search-drain.ts';
import { signUnsignedHistory } from './db/sign-history.ts';
import { keepWal } from './db/wal-keeper.ts';
import { watchDisk } from './disk/disk-watch.ts';
import { createExchangeService } from './exchange/exchange-service.ts';
import { createSignIn } from './identity/sign-in.ts';
import { tellMending } from './mending-notice.ts';
import { defaultSyncPort, formatAddress, parseAddress } from './net/address.ts';
import { type Network, openNetwork } from './network.ts';
import { createNotices, type Notices } from './notices.ts';
import { awaitRoom } from './recovery/await-room.ts';
import type { DataFolder } from './recovery/data-folder.ts';
import { type Salvage, startSalvage } from './recovery/finish-salvage.ts';
import { keepIdentityCopy } from './recovery/identity-copy.ts';
import { findPartedHistories } from './recovery/parted-histories.ts';
import { decideReplacement } from './recovery/replace-database.ts';
import { readSetAsideReport, writeSetAsideReport } from './recovery/set-aside-report.ts';
import type { Parts, Replacing } from './restart-in-place.ts';
import { openHistoryTalk } from './sync/history-talk.ts';
import { createRefusalCounter } from './sync/refusal-count.ts';
import { connectedOffsets, readPeerHealth, readSyncStatus } from './sync/sync-status.ts';
import { openTwinTalk } from './sync/twin-talk.ts';
export const readAddress = (typed: string) => {
  const parsed = parseAddress(typed);
  return parsed.ok
    ? ok(formatAddress(parsed.value))
    : err({ code: 'address-unreadable', data: { address: typed } } as const);
};

/** What the parts over a database need of what outlives them. */
export interface PartsHost {
  readonly isJoining: () => boolean;
  readonly onFault: (cause: unknown) => void;
  /** The database that is in use was found to be damaged. */
  readonly onDamage: (detail: string) => void;
  /** The tables do not follow from the log, and computing them anew has not helped. */
  readonly onHopeless: () => void;
  readonly replacing: Replacing | null;
}

/** Has the copy of the membership kept as long as this PC belongs to a call centre. */
const keepingIdentity = (
  network: Network,
  replica: Replica,
  folder: DataFolder | undefined,
  checkpoints: Checkpoints | null,
): Network => {
  if (folder === undefined) return network;
  // Who is a member beside this PC decides, once its database is lost, whether it is alone with what it can read.
  replica.onCommitted(({ touched }) => {
    if (touched.has('device') && network.mesh() !== null) keepIdentityCopy(folder, replica.db.writer);
  });
  return {
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
};

/** Says that a database was set aside, until somebody has read it. */
const tellSetAside = ({ writer }: Database, notices: Notices): void => {
  const report = readSetAsideReport(writer);
  if (report === null) return;
  const { cause, recovered, left, setAside } = report;
  notices.put(
    'set-aside',
    { kind: 'database-set-aside', cause, recovered, left, path: `set-aside/${setAside}` },
    () => writeSetAsideReport(writer, null),
  );
};

const openCheckpoints = (
  { makeSnapshots, checkpointLimits = officeLimits, world }: Assembly,
  { replacing, onFault }: PartsHost,
  replica: Replica,
  notices: Notices,
  salvage: Salvage | null,
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
        isStagedParted: async () => {
          const staged = replacing.folder.readStaged();
          if (staged === null) return false;
          try {
            const breathe = createBreath(replica.clock.monotonicMs);
            return await findPartedHistories(replica.db.reader, staged, breathe);
          } finally {
            staged.close();
          }
        },
        onStaged: () => {
          decideReplacement(replacing.folder, 'checkpoint', world.clock.nowMs());
          replacing.restart();
        },
        onCaughtUp: () => salvage?.onCaughtUp(),
        onFault,
      });

const renewalNotice = ({ oldCode, newCode, reissued, cause }: Renewed): Notice =>
  cause === 'code-taken'
    ? { kind: 'code-changed', oldCode, newCode, renumbered: reissued }
    : { kind: 'identity-renewed', oldCode, newCode, reissued };

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
export const openParts = async (assembly: Assembly, host: PartsHost): Promise<Parts> => {
  const { db, world, appVersion } = assembly;
  const { onFault } = host;
  const replica = openReplica(db, world.clock, world.random);
  replica.onListenerFault(onFault);
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
  const salvage =
    host.replacing === null
      ? null
      : startSalvage({
          folder: host.replacing.folder,
          replica,
          onPlace: tellMending(replica, notices, 'mending/salvage'),
          onReport: () => tellSetAside(db, notices),
          onFault,
        });
  const checkpoints = openCheckpoints(assembly, host, replica, notices, salvage);
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
    joinAnew: host.replacing && host.onHopeless,
    isComparing: assembly.isAuditing,
  });
  const tellRenewed = (renewed: Renewed | null): void =>
    notices.put('identity', renewed && renewalNotice(renewed), () => forgetRenewed(db.writer));
  tellRenewed(readRenewed(db.writer));
  const codes = keepCodesApart(replica, tellRenewed, onFault);
  const onRenewed = (renewed: Renewed): void => {
    tellRenewed(renewed);
    network
      .leave()
      .then(() => network.join())
      .catch(onFault);
  };
  const heldBy = (deviceId: DeviceId) => network.mesh()?.book.get(deviceId)?.vector ?? [];
  const onPlace = tellMending(replica, notices, 'mending/histories');
  const histories = openHistoryTalk({ replica, heldBy, onRenewed, onPlace, onFault });
  const tellStale = tellMending(replica, notices, 'mending/clock');
  const staleMender = startStaleMender({
    replica,
    onPlace: tellStale,
    onEnd: () => tellStale(null),
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
    twinFeature: openTwinTalk({ replica, histories, onFault }),
    onClock: () => clockKeeper.look(),
    onChange: () => changes.emit('sync'),
    onRefusal: (reason) => refusals.note('sync', reason),
    onFault,
  });
  const check = startCheck(assembly, host);
  const imports = createImportService({ replica, emit: () => changes.emit('import'), onFault });
  const exchange = createExchangeService({
    replica,
    heldBy,
    noteHeld: (deviceId, entries) => network.mesh()?.book.noteVector(deviceId, entries),
    emit: () => changes.emit('exchange'),
    onFault,
  });
  const disk =
    assembly.ballast === null ? null : watchDisk({ clock: world.clock, ballast: assembly.ballast, notices });
  const room =
    host.replacing === null
      ? null
      : awaitRoom({ ...host.replacing, clock: world.clock, ballast: assembly.ballast, notices });
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
      codes.close();
      await histories.close();
      await staleMender.close();
      await salvage?.close();
      await network.close();
      disk?.close();
      room?.close();
      await checkpoints?.close();
      audit.close();
      await archive.close();
      searchDrain.close();
      await wal.close();
    },
  };
};
