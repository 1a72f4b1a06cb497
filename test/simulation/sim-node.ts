import { createRouterClient } from '@orpc/server';
import type { CoreServices, SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import type { BodyStore } from '../../electron/core/attachments/body-store.ts';
import { memoryBodyStore } from '../../electron/core/attachments/memory-body-store.ts';
import type { CheckpointLimits } from '../../electron/core/checkpoint/serve.ts';
import { openConnection } from '../../electron/core/db/connection.ts';
import { type Database, openErrorOf } from '../../electron/core/db/database.ts';
import type { Membership } from '../../electron/core/db/meta.ts';
import { heldHash, readHead } from '../../electron/core/db/operation-log.ts';
import { readPeers } from '../../electron/core/db/peers.ts';
import { blobOf, uuidOf } from '../../electron/core/db/uuid-blob.ts';
import { noneDiscovery } from '../../electron/core/net/none-discovery.ts';
import { openReplaced } from '../../electron/core/recovery/replace-database.ts';
import { assembleCore, type Core } from '../../electron/core/start.ts';
import type { Clock, Connection, Transport } from '../../electron/core/sync/ports.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { DeviceId, UserId } from '../../shared/lib/ids.ts';
import type { VectorEntry } from '../../shared/sync/version-vector.ts';
import { newerModel } from '../support/data-models.ts';
import type { FakeClock, NodeClock } from '../support/fake-clock.ts';
import type { MemoryNetwork } from '../support/memory-network.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Blank } from './blank.ts';
import { createFakeDisk, type FakeDisk } from './fake-disk.ts';
import { openFakeSnapshots, type SnapshotStore } from './fake-snapshots.ts';
import { tamperedFrame } from './tamper.ts';

const portOfEveryNode = 7000;

/** A day has some fifty operations: who joins late or was away gets a copy of the whole. */
const smallLimits: CheckpointLimits = {
  fewOperations: 6,
  manyOperations: 12,
  manyBytes: 10_000_000,
  freshWithin: 10,
};

export const addressOf = (name: string): string => `${name}:${portOfEveryNode}`;

/** An operation that a PC has confirmed to somebody, as it was stored there. */
export interface Confirmed {
  readonly device: DeviceId;
  readonly epoch: number;
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

const isInLog = (database: Database['reader'], { hash, ...key }: Confirmed): boolean =>
  heldHash(database, key)?.toString('hex') === hash;

const isPutAway = (database: Database['reader'], { device, epoch, seq, hash }: Confirmed): boolean =>
  database
    .prepare(
      'SELECT 1 FROM set_aside_operation WHERE device = ? AND epoch = ? AND seq = ? AND hash = unhex(?)',
    )
    .get(blobOf(device), epoch, seq, hash) !== undefined;

/** Looks into the copy of a disk. */
export const isInBackup = (image: Buffer): ((operation: Confirmed) => boolean) => {
  const database = openConnection(image, { readonly: true, model: newerModel });
  return (operation) => isInLog(database, operation) || isPutAway(database, operation);
};

/** One PC of the simulated office: its disk outlives its process. */
export interface SimNode {
  readonly name: string;
  readonly disk: FakeDisk;
  /** Files lie on the disk beside the database. */
  readonly bodies: BodyStore;
  /** The running core's; throws while the PC is off or starting. */
  readonly db: Database;
  readonly isUp: boolean;
  /** Another one after each start; 0 while the PC is off. */
  life(): number;
  membership(): Membership | null;
  hasUser(id: UserId): boolean;
  hasInLog(operation: Confirmed): boolean;
  /** It was written again under another identity. */
  hasPutAway(operation: Confirmed): boolean;
  /** What another device is known here to hold. */
  heldBy(deviceId: DeviceId): readonly VectorEntry[];
  /** What this PC has written itself, after `seq`. */
  ownOperations(seq: number): Confirmed[];
  /** What the running core consists of, for what the API does not offer. */
  services(): CoreServices;
  /** The whole API as one user, without the cost of checking a password. */
  api(user: SessionUser): ApiClient;
  boot(): Promise<void>;
  /** Power off in the middle of whatever was going on. */
  crash(): void;
  /** Of each history, up to where it is packed away here. */
  packedUpTo(): readonly VectorEntry[];
  /** From now on it alters one in `every` messages with what others made; it is honest with 0. */
  setTampering(every: number): void;
  /** Clock of this PC against the true time, from now on. */
  setSkew(skewMs: number): void;
}

export interface SimNodeParts {
  readonly name: string;
  readonly clock: FakeClock;
  readonly random: SeededRandom;
  readonly network: MemoryNetwork;
  readonly blank: Blank;
  readonly skewMs: number;
  /** A bug in the core, or in what it did with what it was told. */
  readonly onFault: (node: string, cause: unknown) => void;
  /** What a disk holds after a power cut, given what it should hold. */
  readonly onCut: (node: string, image: Buffer) => Buffer;
  /** A message was altered on its way through a PC that lies. */
  readonly onTampered?: (() => void) | undefined;
  /** Once a process has opened its database. */
  readonly onBoot: (node: string, db: Database) => void;
  /** Once a process has put its parts together. */
  readonly onRunning?: ((node: string, services: CoreServices) => void) | undefined;
  /** False only as a control: copies that differ stay unseen. */
  readonly isAuditing?: boolean | undefined;
  /** Everything that a process of this PC is about to see: the trace of a run. */
  readonly onFrame: (node: string, frame: Uint8Array) => void;
}

/** One process: from start to power cut. */
interface Life {
  core: Core | null;
  readonly clock: NodeClock;
  client: { readonly user: SessionUser; readonly api: ApiClient } | null;
}

/** @returns null when the power went while it ran. */
const openedUnless = <T>(isOff: () => boolean, open: () => T): T | null => {
  try {
    return open();
  } catch (cause) {
    if (isOff()) return null;
    throw cause;
  }
};

export const createSimNode = (parts: SimNodeParts): SimNode => {
  const { name, clock, random, network } = parts;
  let skew = parts.skewMs;
  let life: Life | null = null;
  let lives = 0;
  let tamperingEvery = 0;
  const lies = random.fork(`${name}/lies`);
  const bodies = memoryBodyStore();
  const copies: SnapshotStore = { held: null, incoming: null };

  const disk = createFakeDisk(parts.blank, (image) => {
    life?.clock.stop();
    life = null;
    network.kill(name);
    return parts.onCut(name, image);
  });

  const current = (): Life => {
    if (life === null) throw new Error(`${name} is off`);
    return life;
  };
  const running = (): Database => {
    const db = disk.live();
    if (db === null) throw new Error(`${name} is off`);
    return db;
  };

  const services = (): CoreServices => {
    const { core } = current();
    if (core === null) throw new Error(`${name} is starting`);
    return core.services;
  };

  /** What a process does after its power went is nothing; what it does wrong before is a fault. */
  const guard =
    <A extends unknown[]>(owner: Life, run: (...given: A) => void) =>
    (...given: A): void => {
      if (life !== owner) return;
      try {
        run(...given);
      } catch (cause) {
        // Power may have gone while it ran.
        if (life === owner) parts.onFault(name, cause);
      }
    };

  const passedOn = (owner: Life, frame: Uint8Array): Uint8Array => {
    const own = tamperingEvery > 0 ? owner.core?.services.replica.membership() : null;
    if (!own || !lies.chance(1 / tamperingEvery)) return frame;
    const tampered = tamperedFrame(frame, own.deviceId, lies);
    if (tampered !== null) parts.onTampered?.();
    return tampered ?? frame;
  };

  const guardConnection = (owner: Life, connection: Connection): Connection => ({
    ...connection,
    send: (frame) => connection.send(passedOn(owner, frame)),
    onFrame: (run) =>
      connection.onFrame(
        guard(owner, (frame) => {
          parts.onFrame(name, frame);
          run(frame);
        }),
      ),
    onClose: (run) => connection.onClose(guard(owner, run)),
    onDrain: (run) => connection.onDrain(guard(owner, run)),
  });

  const guardTransport = (owner: Life, transport: Transport): Transport => ({
    listen: (port, onConnection) =>
      transport.listen(
        port,
        guard(owner, (connection) => onConnection(guardConnection(owner, connection))),
      ),
    dial: async (address) => {
      const dialled = await transport.dial(address);
      return dialled.ok ? { ok: true, value: guardConnection(owner, dialled.value) } : dialled;
    },
  });

  return {
    name,
    disk,
    bodies,
    get db() {
      return running();
    },
    get isUp() {
      return life?.core !== null && disk.live() !== null;
    },
    life: () => (life === null ? 0 : lives),
    membership: () => current().core?.services.replica.membership() ?? null,
    hasUser: (id) =>
      running()
        .reader.prepare('SELECT 1 FROM user WHERE id = ? AND createdAt IS NOT NULL')
        .get(blobOf(id)) !== undefined,
    hasInLog: (operation) => isInLog(running().reader, operation),
    hasPutAway: (operation) => isPutAway(running().reader, operation),
    heldBy: (deviceId) =>
      readPeers(running().reader).find((peer) => peer.deviceId === deviceId)?.vector ?? [],
    ownOperations: (after) => {
      const membership = current().core?.services.replica.membership();
      if (!membership) return [];
      const { deviceId: device, epoch } = membership;
      const { reader } = running();
      const last = readHead(reader, { device, epoch }).seq;
      return Array.from({ length: Math.max(0, last - after) }, (_, n): Confirmed => {
        const seq = after + 1 + n;
        const hash = heldHash(reader, { device, epoch, seq })?.toString('hex') ?? '';
        return { device, epoch, seq, hash };
      });
    },
    services,
    api: (user) => {
      const now = current();
      if (now.client?.user !== user) {
        const api = createRouterClient(createRouter(services(), { user }));
        now.client = { user, api };
      }
      return now.client.api;
    },
    boot: async () => {
      const nodeClock = clock.forNode(skew);
      lives += 1;
      const born: Life = { core: null, clock: nodeClock, client: null };
      life = born;
      const ownRandom = random.fork(`${name}/${lives}`);
      const ownClock: Clock = {
        ...nodeClock,
        after: (delayMs, run) => nodeClock.after(delayMs, guard(born, run)),
      };
      const copyingTakes = (): Promise<void> =>
        new Promise((resolve) => ownClock.after(1 + (ownRandom.bytes(1)[0] ?? 0), resolve));
      const opened = openedUnless(
        () => life !== born,
        () => openReplaced({ folder: disk.folder, clock: ownClock, random: ownRandom }),
      );
      if (opened === null) return;
      if (!opened.ok) throw new Error(opened.error.type);
      parts.onBoot(name, opened.value);
      const core = await assembleCore({
        db: opened.value,
        folder: disk.folder,
        world: {
          clock: ownClock,
          random: ownRandom,
          // Nobody is found by asking: peers know each other by address and by what others tell.
          makeDiscovery: noneDiscovery,
          makeTransport: async () => guardTransport(born, network.transport(name)),
          onFault: (cause) => {
            // Of a page that is noise it is said that it is noise.
            const isForDamage = disk.isDamaged() && openErrorOf(cause)?.type === 'database-corrupt';
            if (life === born && !isForDamage) parts.onFault(name, cause);
          },
        },
        appVersion: '0.0.0',
        syncPort: portOfEveryNode,
        makeSnapshots: () => openFakeSnapshots(parts.blank, disk, copies, copyingTakes),
        checkpointLimits: smallLimits,
        bodies,
        fixedAddresses: [],
        ballast: null,
        isAuditing: parts.isAuditing,
        onClosed: () => undefined,
        // Its host starts it again.
        onLost: () => {
          if (life === born) disk.cut();
        },
      });
      if (life !== born) return;
      if (!core.ok) throw new Error(core.error.type);
      born.core = core.value;
      parts.onRunning?.(name, core.value.services);
    },
    crash: () => disk.cut(),
    packedUpTo: () =>
      (
        running()
          .reader.prepare('SELECT device, epoch, max(toSeq) AS seq FROM archive_range GROUP BY device, epoch')
          // The columns that were asked for.
          .all() as { device: Buffer; epoch: number; seq: number }[]
      ).map(({ device, epoch, seq }) => ({ device: uuidOf<DeviceId>(device), epoch, seq })),
    setTampering: (every) => {
      tamperingEvery = every;
    },
    setSkew: (next) => {
      life?.clock.jump(next - skew);
      skew = next;
    },
  };
};
