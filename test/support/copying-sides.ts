/** Two PCs that talk about copies of the whole, without a network between them. */
import { type Checkpoints, createCheckpoints } from '../../electron/core/checkpoint/feature.ts';
import type { Progress } from '../../electron/core/checkpoint/receive.ts';
import type { CheckpointLimits } from '../../electron/core/checkpoint/serve.ts';
import { shippedModel } from '../../electron/core/db/data-model.ts';
import { type Database, openDatabase } from '../../electron/core/db/database.ts';
import { acceptKey, readAcceptedKeys } from '../../electron/core/db/device-keys.ts';
import { writeMembership } from '../../electron/core/db/meta.ts';
import { readVector } from '../../electron/core/db/operation-log.ts';
import { openReplica, type Replica } from '../../electron/core/db/replica.ts';
import type { FeatureHooks, SessionPeer } from '../../electron/core/sync/session-feature.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import type { Message } from '../../shared/sync/messages.ts';
import type { FakeClock } from './fake-clock.ts';
import { createMemorySnapshots, type MemorySnapshots } from './memory-snapshots.ts';
import { seededRandom } from './seeded-random.ts';

const joinerId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000102');

export interface CopyingSide {
  readonly replica: Replica;
  readonly snapshots: MemorySnapshots;
  readonly checkpoints: Checkpoints;
  readonly progress: (Progress | null)[];
  staged: Buffer | null;
  /** What went wrong, where a test expects that; thrown otherwise. */
  faults: unknown[] | null;
  /** Whether what is staged has parted from what is here. */
  isParted: boolean;
  taken: number;
  /** How often it was said that the log has come whole and no copy is to be had. */
  caughtUp: number;
}

export type Sent = { readonly message: Message; readonly payload: Buffer };

export const databaseInMemory = (from?: Buffer): Database => {
  const opened = openDatabase(':memory:', { durable: false, ...(from && { image: from }) });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
};

/** @param snapshots those of an earlier life. */
export const copyingSide = (
  db: Database,
  clock: FakeClock,
  limits: CheckpointLimits,
  snapshots?: MemorySnapshots,
): CopyingSide => {
  const replica = openReplica(db, clock, seededRandom('transfer'));
  const progress: (Progress | null)[] = [];
  const own =
    snapshots ??
    createMemorySnapshots({
      image: () => db.writer.sqlite.serialize(),
      stage: (staged) => {
        side.staged = staged;
      },
      model: () => shippedModel,
    });
  const checkpoints = createCheckpoints({
    replica,
    limits,
    snapshots: own,
    onProgress: (next) => progress.push(next),
    isStagedParted: async () => side.isParted,
    onStaged: () => {
      side.taken += 1;
    },
    onCaughtUp: () => {
      side.caughtUp += 1;
    },
    onFault: (cause) => {
      if (side.faults === null) throw cause;
      side.faults.push(cause);
    },
  });
  const side: CopyingSide = {
    replica,
    snapshots: own,
    checkpoints,
    progress,
    staged: null,
    faults: null,
    isParted: false,
    taken: 0,
    caughtUp: 0,
  };
  return side;
};

/** A PC that the hub has admitted and that has nothing yet. */
export const joinerOf = (hub: CopyingSide): Database => {
  const db = databaseInMemory();
  const membership = hub.replica.membership();
  if (membership === null) throw new Error('a hub belongs to its call centre');
  writeMembership(db.writer, { ...membership, deviceId: joinerId, deviceCode: 102, role: 'desk' });
  for (const [deviceId, key] of readAcceptedKeys(hub.replica.db.writer)) acceptKey(db.writer, deviceId, key);
  return db;
};

/** Joins two sides by a session; `through` sees what goes to the joiner and may change it or end the session. */
export const connectSides = (
  hub: CopyingSide,
  joiner: CopyingSide,
  through: (sent: Sent) => Sent | 'cut' = (sent) => sent,
) => {
  const refusals: string[] = [];
  let isOpen = true;
  let holds = 0;
  const hooks: { hub?: FeatureHooks; joiner?: FeatureHooks } = {};
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    hooks.hub?.onClose?.();
    hooks.joiner?.onClose?.();
  };
  const peerOf = (to: 'hub' | 'joiner', other: CopyingSide): SessionPeer => {
    const membership = other.replica.membership();
    if (membership === null) throw new Error('both belong to the call centre');
    const { organisationId, deviceId } = membership;
    return {
      deviceId,
      opened: {
        t: 'open',
        organisationId,
        epoch: 1,
        schema: shippedModel.version,
        appVersion: '0.0.0',
        syncPort: 0,
        holds: '',
      },
      send: (message, payload = []) => {
        if (!isOpen) return;
        const sent = { message, payload: Buffer.concat([...payload]) };
        const passed = to === 'joiner' ? through(sent) : sent;
        if (passed === 'cut') return end();
        queueMicrotask(() => {
          if (isOpen) hooks[to]?.onMessage(passed);
        });
      },
      bufferedBytes: () => 0,
      holdOperations: () => {
        holds += 1;
        return () => {
          holds -= 1;
        };
      },
      refuse: (reason) => {
        refusals.push(reason);
        end();
      },
      close: end,
    };
  };
  hooks.hub = hub.checkpoints.feature.open(peerOf('joiner', joiner));
  hooks.joiner = joiner.checkpoints.feature.open(peerOf('hub', hub));
  hooks.hub.onHoldings?.(readVector(joiner.replica.db.reader));
  hooks.joiner.onHoldings?.(readVector(hub.replica.db.reader));
  return { end, refusals, holds: () => holds };
};
