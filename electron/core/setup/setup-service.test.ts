import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { failureCode } from '../../../test/support/desk.ts';
import { createFakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { startMemoryCore } from '../../../test/support/memory-core.ts';
import { openMemoryDatabase } from '../../../test/support/memory-database.ts';
import { createMemoryNetwork, type MemoryNetwork } from '../../../test/support/memory-network.ts';
import { newAdmin, newCallCentre } from '../../../test/support/real-cores.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { createRouter } from '../api/router.ts';
import type { Database } from '../db/database.ts';

describe('joining', () => {
  let clock: FakeClock;
  let network: MemoryNetwork;
  const disks = new Map<string, Database>();
  let hub: ApiClient;
  let secret: string;

  /** A PC with its own disk, which outlives the core. */
  const boot = async (name: string): Promise<ApiClient> => {
    const db = disks.get(name) ?? openMemoryDatabase();
    disks.set(name, db);
    const core = await startMemoryCore({ db, name, clock, network });
    return createRouterClient(createRouter(core.services, { user: null }));
  };

  beforeEach(async () => {
    clock = createFakeClock();
    network = createMemoryNetwork({ clock, random: seededRandom(1), latency: { minMs: 50, maxMs: 50 } });
    hub = await boot('hub');
    secret = (await hub.setup.create(newCallCentre)).joinSecret;
  });
  afterEach(() => {
    for (const [name, disk] of disks) {
      network.kill(name);
      disk.close();
    }
    disks.clear();
  });

  const joined = async (desk: ApiClient): Promise<void> => {
    const joining = desk.setup.join({ address: 'hub:1', secret });
    await clock.advance(10_000);
    await joining;
  };

  it('S20: makes no second call centre while the first one is being joined', async () => {
    const desk = await boot('desk');
    const joining = desk.setup.join({ address: 'hub:1', secret });
    await clock.advance(60);
    expect(await failureCode(desk.setup.create(newCallCentre))).toBe('already-set-up');
    expect(await failureCode(desk.setup.sample({ customers: 0, tickets: 0 }))).toBe('already-set-up');
    expect(await failureCode(desk.setup.join({ address: 'hub:1', secret }))).toBe('already-set-up');
    await clock.advance(10_000);
    expect((await joining).deviceCode).toBe(102);
  });

  it.each([0, 60, 120, 180, 240, 300, 360, 420, 480])(
    'S20: cancelled %i ms after its begin, leaves the PC empty, and it can join again with the same code',
    async (afterMs) => {
      const desk = await boot('desk');
      const joining = failureCode(desk.setup.join({ address: 'hub:1', secret }));
      await clock.advance(afterMs);
      await desk.setup.cancelJoin();
      await clock.advance(10_000);
      expect(await joining).toBe('join-cancelled');
      expect((await desk.setup.status()).state).toBe('unconfigured');
      await joined(desk);
      expect((await desk.setup.status()).device?.code).toBe(102);
      expect((await desk.sync.status()).peers).toBe(1);
    },
  );

  it('S20: lets nobody sign in before it is over, for what was done would be lost with a cancel', async () => {
    const desk = await boot('desk');
    network.setLatency('hub', 'desk', { minMs: 300, maxMs: 300 });
    const joining = desk.setup.join({ address: 'hub:1', secret });
    await clock.advanceUntil(
      () => disks.get('desk')?.writer.prepare('SELECT 1 FROM user').get() !== undefined,
      20_000,
    );
    expect(await failureCode(desk.session.signIn(newAdmin))).toBe('not-set-up');
    await clock.advance(10_000);
    await joining;
    expect((await desk.session.signIn(newAdmin)).role).toBe('admin');
  });

  it('S20: broken off by a power cut before anything came, can be given up after the restart', async () => {
    const desk = await boot('desk');
    const joining = desk.setup.join({ address: 'hub:1', secret });
    const admitted = () =>
      disks.get('desk')?.writer.prepare("SELECT 1 FROM meta WHERE key = 'hubDeviceId'").get();
    await clock.advanceUntil(() => admitted() !== undefined, 20_000);
    void joining.catch(() => undefined);
    network.kill('desk');
    network.kill('hub');
    const again = await boot('desk');
    expect(await again.setup.status()).toMatchObject({ state: 'joining', rejoining: false });
    await again.setup.cancelJoin();
    await clock.advance(1000);
    expect((await again.setup.status()).state).toBe('unconfigured');
    expect((await again.setup.create(newCallCentre)).user.role).toBe('admin');
  });

  it('makes no call centre that nobody can join, when its port is taken', async () => {
    const other = await network.transport('desk').listen(1, () => undefined);
    const desk = await boot('desk');
    expect(await failureCode(desk.setup.create(newCallCentre))).toBe('input-not-valid');
    expect((await desk.setup.status()).state).toBe('unconfigured');
    if (other.ok) await other.value.close();
    expect((await desk.setup.create(newCallCentre)).user.role).toBe('admin');
  });
});
