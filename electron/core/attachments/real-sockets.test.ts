import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import { poll } from '../../../test/support/poll.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { tcpProxy } from '../../../test/support/tcp-proxy.ts';
import { createRouter } from '../api/router.ts';
import { type Core, startCore } from '../start.ts';

const person = { name: 'سارا مدیری', password: 'salam-1405' };
const size = 12 * attachmentChunkBytes + 77;

describe('attachments over real sockets', () => {
  let root = '';
  const running = new Map<string, Core>();
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'paydar-'));
  });
  afterEach(async () => {
    await Promise.all([...running.values()].map((core) => core.close()));
    running.clear();
    rmSync(root, { recursive: true, force: true });
  });
  const start = async (name: string, peers: readonly string[] = []) => {
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

  it('S97: a body comes whole through cuts in the middle of it and a restart of the one who fetches', async () => {
    const hub = await start('hub');
    const { joinSecret } = await hub.api.setup.create({
      organisationName: 'نمونه',
      adminName: person.name,
      password: person.password,
      workingWeek: 'ir',
      language: 'fa',
    });
    const proxy = await tcpProxy(hub.core.syncPort ?? 0);
    const address = `127.0.0.1:${proxy.port}`;
    const first = await start('desk');
    await first.api.setup.join({ address, secret: joinSecret });
    const path = join(root, 'صدا.ogg');
    writeFileSync(path, seededRandom('body').bytes(size));
    await hub.api.session.signIn(person);
    const { customerId } = await hub.api.customer.create({ displayName: 'مینا راد' });
    const { attachmentId } = await hub.api.attachment.add({ path, customerId });

    const stateAt = async (api: ApiClient) => (await api.attachment.list({ customerId }))[0];
    const come = (api: ApiClient, share: number) =>
      poll(async () => ((await stateAt(api))?.progress ?? 0) >= share, `${share} of it has come`, 20_000);
    await first.api.session.signIn(person);
    await come(first.api, 0.1);
    proxy.breakAll();
    await come(first.api, 0.4);
    await first.core.close();
    running.delete('desk');

    const again = await start('desk', [address]);
    await again.api.session.signIn(person);
    expect((await stateAt(again.api))?.state).not.toBe('here');
    proxy.breakAll();
    await poll(async () => (await stateAt(again.api))?.state === 'here', 'all of it has come', 60_000);
    const target = join(root, 'copy.ogg');
    await again.api.attachment.save({ attachmentId, path: target });
    expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    await proxy.close();
  }, 120_000);
});
