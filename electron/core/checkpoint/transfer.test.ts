import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import type { Message } from '../../../shared/sync/messages.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { growHub } from '../../../test/support/grown-hub.ts';
import { createMemorySnapshots, type MemorySnapshots } from '../../../test/support/memory-snapshots.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { shippedModel } from '../db/data-model.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { acceptKey, readAcceptedKeys } from '../db/device-keys.ts';
import { writeMembership } from '../db/meta.ts';
import { readVector } from '../db/operation-log.ts';
import { openReplica, type Replica } from '../db/replica.ts';
import { stateHash } from '../db/state-hash.ts';
import type { FeatureHooks, SessionPeer } from '../sync/session-feature.ts';
import { type Checkpoints, createCheckpoints } from './feature.ts';
import { chunkCount } from './manifest.ts';
import type { Progress } from './receive.ts';
import { officeLimits } from './serve.ts';

const joinerId = idSchema<'device'>().parse('0197a000-0000-7000-8000-000000000102');
const operations = 2100;

interface Side {
  readonly replica: Replica;
  readonly snapshots: MemorySnapshots;
  readonly checkpoints: Checkpoints;
  readonly progress: (Progress | null)[];
  staged: Buffer | null;
}

type Sent = { readonly message: Message; readonly payload: Buffer };

describe('the transfer of a checkpoint', () => {
  let image: Buffer;
  const folder = mkdtempSync(join(tmpdir(), 'paydar-transfer-'));
  const clock = createFakeClock();

  beforeAll(async () => {
    await growHub(folder, operations, 1500);
    const opened = openDatabase(join(folder, 'paydar.sqlite'), { durable: false });
    if (!opened.ok) throw new Error(opened.error.type);
    image = opened.value.writer.sqlite.serialize();
    // A database in memory has no write-ahead log, and its header must not ask for one.
    image.fill(1, 18, 20);
    opened.value.close();
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const databaseOf = (from?: Buffer): Database => {
    const opened = openDatabase(':memory:', { durable: false, ...(from && { image: from }) });
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  /** @param snapshots those of an earlier life. */
  const sideOf = (db: Database, snapshots?: MemorySnapshots): Side => {
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
      limits: officeLimits,
      snapshots: own,
      onProgress: (next) => progress.push(next),
      onStaged: () => undefined,
      onCaughtUp: () => undefined,
      onFault: (cause) => {
        throw cause;
      },
    });
    const side: Side = { replica, snapshots: own, checkpoints, progress, staged: null };
    return side;
  };
  const hubSide = (): Side => sideOf(databaseOf(image));
  /** A PC that the hub has admitted and that has nothing yet. */
  const joinerDatabase = (hub: Side): Database => {
    const db = databaseOf();
    const membership = hub.replica.membership();
    if (membership === null) throw new Error('a hub belongs to its call centre');
    writeMembership(db.writer, { ...membership, deviceId: joinerId, deviceCode: 102, role: 'desk' });
    for (const [deviceId, key] of readAcceptedKeys(hub.replica.db.writer))
      acceptKey(db.writer, deviceId, key);
    return db;
  };

  /** Joins two sides by a session; `through` sees what goes to the joiner and may change it or end the session. */
  const connect = (hub: Side, joiner: Side, through: (sent: Sent) => Sent | 'cut' = (sent) => sent) => {
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
    const peerOf = (to: 'hub' | 'joiner', other: Side): SessionPeer => {
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
  const settled = async (): Promise<void> => {
    await clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const until = async (isDone: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 500 && !isDone(); turn += 1) await settled();
  };
  const hashOfStaged = ({ staged }: Side): string => {
    if (staged === null) throw new Error('nothing is staged');
    const db = databaseOf(staged);
    const { hash } = stateHash(db.reader);
    db.close();
    return hash;
  };

  it('S63: goes on where it was after a cut at any chunk, also after a restart of the receiver', async () => {
    const hub = hubSide();
    const db = joinerDatabase(hub);
    const first = sideOf(db);
    connect(hub, first);
    await until(() => first.staged !== null);
    const chunks = chunkCount(hub.snapshots.held()?.manifest ?? { hashes: Buffer.alloc(0) });
    expect(chunks).toBeGreaterThan(8);

    for (let cutAt = 0; cutAt < chunks; cutAt += 1) {
      let joiner = sideOf(db);
      let passed = 0;
      connect(hub, joiner, (sent) => {
        if (sent.message.t !== 'checkpoint-chunk') return sent;
        passed += 1;
        return passed > cutAt ? 'cut' : sent;
      });
      await until(() => passed > cutAt);
      await settled();
      if (cutAt % 2 === 1) joiner = sideOf(db, joiner.snapshots);
      connect(hub, joiner);
      await until(() => joiner.snapshots.held() !== null);
      // Every chunk came once.
      expect(joiner.snapshots.receivedChunks, `cut at ${cutAt}`).toBe(chunks);
    }
    expect(hub.snapshots.made).toBe(1);
    expect(hashOfStaged(first)).toBe(stateHash(hub.replica.db.reader).hash);
  }, 120_000);

  it('S62: two that join share one copy, and the log is held back meanwhile', async () => {
    const hub = hubSide();
    const [one, two] = [sideOf(joinerDatabase(hub)), sideOf(joinerDatabase(hub))];
    const links = [connect(hub, one), connect(hub, two)];
    await until(() => links.every(({ holds }) => holds() > 0));
    expect(links.map(({ holds }) => holds())).toEqual([1, 1]);
    await until(() => one.staged !== null && two.staged !== null);
    expect(hub.snapshots.made).toBe(1);
    expect(one.progress.length).toBeGreaterThan(8);
    for (const side of [one, two]) expect(hashOfStaged(side)).toBe(stateHash(hub.replica.db.reader).hash);
  }, 60_000);

  it('S62: a copy that an earlier life left behind is given up after a while', async () => {
    const hub = hubSide();
    const joiner = sideOf(joinerDatabase(hub));
    connect(hub, joiner);
    await until(() => joiner.staged !== null);
    await hub.checkpoints.close();
    const next = sideOf(hub.replica.db, hub.snapshots);
    expect(next.snapshots.held()).not.toBe(null);
    await clock.advance(31 * 60_000);
    expect(next.snapshots.held()).toBe(null);
  }, 60_000);

  it('S64: fetches a chunk again that is not what was announced, and refuses who goes on sending such', async () => {
    const hub = hubSide();
    const spoil = ({ message, payload }: Sent): Sent => {
      const spoilt = Buffer.from(payload);
      spoilt.writeUInt8(spoilt.readUInt8(100) ^ 1, 100);
      return { message, payload: spoilt };
    };
    const once = sideOf(joinerDatabase(hub));
    let spoilt = false;
    const good = connect(hub, once, (sent) => {
      if (sent.message.t !== 'checkpoint-chunk' || sent.message.index !== 3 || spoilt) return sent;
      spoilt = true;
      return spoil(sent);
    });
    await until(() => once.staged !== null);
    expect(spoilt).toBe(true);
    expect(good.refusals).toEqual([]);

    const always = sideOf(joinerDatabase(hub));
    const bad = connect(hub, always, (sent) =>
      sent.message.t === 'checkpoint-chunk' && sent.message.index === 3 ? spoil(sent) : sent,
    );
    await until(() => bad.refusals.length > 0);
    expect(bad.refusals).toEqual(['broken-rule']);
    expect(always.staged).toBe(null);
  }, 60_000);

  it('S64: refuses a manifest that was changed on the way, and one that its maker did not sign', async () => {
    const hub = hubSide();
    const joiner = sideOf(joinerDatabase(hub));
    const changed = connect(hub, joiner, ({ message, payload }) =>
      message.t === 'checkpoint-offer'
        ? { message: { ...message, facts: message.facts.replace('"schema"', '"Schema"') }, payload }
        : { message, payload },
    );
    await until(() => changed.refusals.length > 0);
    expect(changed.refusals).toEqual(['broken-rule']);

    const other = sideOf(joinerDatabase(hub));
    const unsigned = connect(hub, other, ({ message, payload }) =>
      message.t === 'checkpoint-offer'
        ? { message: { ...message, signature: Buffer.alloc(64, 7).toString('base64url') }, payload }
        : { message, payload },
    );
    await until(() => unsigned.holds() === 0);
    // The log then.
    expect(unsigned.holds()).toBe(0);
    expect(other.staged).toBe(null);
    expect(other.snapshots.receivedChunks).toBe(0);
  }, 60_000);
});
