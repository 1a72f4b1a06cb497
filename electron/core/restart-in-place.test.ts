import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../shared/contract/index.ts';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { createMemoryFolder } from '../../test/support/memory-folder.ts';
import { createMemoryNetwork } from '../../test/support/memory-network.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { noneDiscovery } from './net/none-discovery.ts';
import { decideReplacement } from './recovery/replace-database.ts';
import { assembleCore } from './start.ts';

const password = 'salam-1405';

const openCore = async () => {
  const clock = createFakeClock();
  const random = seededRandom('restart');
  const network = createMemoryNetwork({ clock, random });
  const folder = createMemoryFolder();
  const core = await assembleCore({
    db: folder.live,
    folder,
    world: {
      clock,
      random,
      makeDiscovery: noneDiscovery,
      makeTransport: async () => network.transport('hub'),
      onFault: (cause) => {
        throw cause;
      },
    },
    appVersion: '0.0.0',
    syncPort: 7000,
    fixedAddresses: [],
    ballast: null,
    onClosed: () => undefined,
  });
  if (!core.ok) throw new Error(core.error.type);
  const { port1, port2 } = new MessageChannel();
  core.value.serve(port1, { mayRead: async () => true, mayWrite: async () => true });
  const api: ApiClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return { core: core.value, api, folder, clock, close: () => port2.close() };
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
    expect(core.syncPort).toBe(7000);
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
