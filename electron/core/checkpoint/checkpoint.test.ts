import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { growHub, hubAdmin, hubPassword } from '../../../test/support/grown-hub.ts';
import { createRouter } from '../api/router.ts';
import { type Core, startCore } from '../start.ts';

interface Desk {
  readonly core: Core;
  readonly api: ApiClient;
}

describe('a checkpoint between cores over real sockets and files', () => {
  let root: string;
  const running = new Map<string, Core>();

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'paydar-checkpoint-'));
  });
  afterEach(async () => {
    await Promise.all([...running.values()].map((core) => core.close()));
    running.clear();
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (name: string, peers: readonly string[] = []): Promise<Desk> => {
    const started = await startCore({
      dataDir: join(root, name),
      appVersion: '0.0.0',
      syncPort: 0,
      discovery: 'off',
      peers,
    });
    if (!started.ok) throw new Error(started.error.type);
    running.set(name, started.value);
    const api: ApiClient = createRouterClient(createRouter(started.value.services, { user: null }));
    return { core: started.value, api };
  };
  const hashOf = ({ api }: Desk): Promise<string> => api.sync.stateHash().then(({ hash }) => hash);
  const found = async (operations: number): Promise<{ hub: Desk; address: string; secret: string }> => {
    const { joinSecret: secret } = await growHub(join(root, 'hub'), operations);
    const hub = await start('hub');
    await hub.api.session.signIn({ name: hubAdmin, password: hubPassword });
    return { hub, address: `127.0.0.1:${hub.core.syncPort ?? 0}`, secret };
  };

  it('S62: a new PC gets a copy instead of a long log, and stands equal to the hub', async () => {
    const { hub, address, secret } = await found(2100);
    const desk = await start('desk');
    const joined = await desk.api.setup.join({ address, secret });
    expect(joined.deviceCode).toBe(102);
    await desk.api.session.signIn({ name: hubAdmin, password: hubPassword });
    expect(existsSync(join(root, 'hub', 'checkpoint', 'held.zst'))).toBe(true);
    expect(readdirSync(join(root, 'desk', 'set-aside'))).toHaveLength(1);
    await expect.poll(() => hashOf(desk)).toBe(await hashOf(hub));
    // Work goes on in both directions.
    await desk.api.customer.create({ displayName: 'از میز' });
    await expect.poll(async () => (await hub.api.customer.list({})).total, { timeout: 5000 }).toBe(2101);
    expect(readFileSync(join(root, 'desk', 'paydar.sqlite')).length).toBeGreaterThan(0);
  }, 60_000);
});
