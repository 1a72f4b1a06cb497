/** A desk that is killed while a copy of the call centre comes to it, is checked, or takes its place. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { growHub, hubAdmin, hubPassword } from '../support/grown-hub.ts';
import { type HeadlessCore, startHeadlessCore } from '../support/headless-core.ts';
import { poll } from '../support/poll.ts';
import { seededRandom } from '../support/seeded-random.ts';

const kills = 6;

describe('a desk that is killed while it joins by checkpoint', () => {
  let root: string;
  const running = new Set<HeadlessCore>();
  const random = seededRandom('checkpoint-kill');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'paydar-checkpoint-kill-'));
  });
  afterEach(async () => {
    await Promise.all([...running].map((core) => core.kill()));
    running.clear();
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (name: string): Promise<HeadlessCore> => {
    const core = await startHeadlessCore({ dataDir: join(root, name), args: ['--discovery', 'off'] });
    running.add(core);
    return core;
  };
  const kill = async (core: HeadlessCore): Promise<void> => {
    await core.kill();
    running.delete(core);
  };
  const isUnconfigured = async ({ api }: HeadlessCore): Promise<boolean> =>
    (await api.setup.status()).state === 'unconfigured';

  it('S63: goes on or begins again after every kill, and ends equal to the hub', async () => {
    const { joinSecret: secret } = await growHub(join(root, 'hub'), 2500, 1200);
    const hub = await start('hub');
    const address = `127.0.0.1:${hub.ready.syncPort}`;
    for (let n = 0; n < kills; n += 1) {
      const desk = await start('desk');
      if (await isUnconfigured(desk)) desk.api.setup.join({ address, secret }).catch(() => undefined);
      // At any moment of making, sending, checking and replacing: the pause is the fault itself.
      await new Promise((resolve) => setTimeout(resolve, 50 + random.next() * 2500));
      await kill(desk);
    }
    const desk = await start('desk');
    if (await isUnconfigured(desk)) await desk.api.setup.join({ address, secret });
    await poll(async () => (await desk.api.setup.status()).state === 'ready', 'the desk is ready', 60_000);
    for (const { api } of [hub, desk]) await api.session.signIn({ name: hubAdmin, password: hubPassword });
    const hashOf = async ({ api }: HeadlessCore) => (await api.sync.stateHash()).hash;
    await poll(async () => (await hashOf(desk)) === (await hashOf(hub)), 'both are equal', 60_000);
    expect((await desk.api.customer.list({})).total).toBe(2500);
    expect(existsSync(join(root, 'desk', 'replacement.json'))).toBe(false);
    expect(existsSync(join(root, 'desk', 'next.sqlite'))).toBe(false);
  });
});
