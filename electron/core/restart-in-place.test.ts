import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../shared/contract/index.ts';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { startMemoryCore } from '../../test/support/memory-core.ts';
import { createMemoryFolder } from '../../test/support/memory-folder.ts';
import { createMemoryNetwork } from '../../test/support/memory-network.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { decideReplacement } from './recovery/replace-database.ts';

const password = 'salam-1405';

const openCore = async () => {
  const clock = createFakeClock();
  const network = createMemoryNetwork({ clock, random: seededRandom('restart') });
  const folder = createMemoryFolder();
  const core = await startMemoryCore({ db: folder.live, folder, name: 'hub', clock, network });
  const { port1, port2 } = new MessageChannel();
  core.serve(port1, { mayRead: async () => true, mayWrite: async () => true });
  const api: ApiClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return { core, api, folder, clock, close: () => port2.close() };
};

describe('a core that is restarted in place', () => {
  it('S61: keeps its windows, who is signed in, and its port, over another database', async () => {
    const { core, api, folder, clock, close } = await openCore();
    await api.setup.create({
      organisationName: 'نمونه',
      adminName: 'سارا',
      password,
      workingWeek: 'ir',
      language: 'fa',
    });
    await api.customer.create({ displayName: 'مریم رحیمی' });
    const before = folder.live;
    folder.stage();
    decideReplacement(folder, 'checkpoint', clock.nowMs());
    const changes = await api.live.changes();

    const restarted = core.restart();
    // Asked while there is no database open.
    const list = api.customer.list({});
    await restarted;

    expect((await list).total).toBe(1);
    expect(folder.live).not.toBe(before);
    expect([...folder.setAside.values()]).toEqual([before]);
    expect(core.syncPort).toBe(1);
    const heard = await changes.next();
    expect(heard.value).toMatchObject({
      topics: expect.arrayContaining(['customer', 'ticket', 'sync', 'setup']),
    });
    await api.customer.create({ displayName: 'علی کریمی' });
    expect((await api.customer.list({})).total).toBe(2);
    await core.close();
    close();
  });
});
