import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { attachmentChunkBytes } from '../../../shared/entities/attachment.ts';
import { poll } from '../../../test/support/poll.ts';
import { newAdmin, newCallCentre, openRealCores, type RealCores } from '../../../test/support/real-cores.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { tcpProxy } from '../../../test/support/tcp-proxy.ts';

const size = 12 * attachmentChunkBytes + 77;

describe('attachments over real sockets', () => {
  let cores: RealCores;
  beforeEach(() => {
    cores = openRealCores();
  });
  afterEach(() => cores.close());

  it('S97: a body comes whole through cuts in the middle of it and a restart of the one who fetches', async () => {
    const hub = await cores.start('hub');
    const { joinSecret } = await hub.api.setup.create(newCallCentre);
    const proxy = await tcpProxy(hub.core.syncPort ?? 0);
    const address = `127.0.0.1:${proxy.port}`;
    const first = await cores.start('desk');
    await first.api.setup.join({ address, secret: joinSecret });
    const path = join(cores.root, 'صدا.ogg');
    writeFileSync(path, seededRandom('body').bytes(size));
    await hub.api.session.signIn(newAdmin);
    const { customerId } = await hub.api.customer.create({ displayName: 'مینا راد' });
    const { attachmentId } = await hub.api.attachment.add({ path, customerId });

    const stateAt = async (api: ApiClient) => (await api.attachment.list({ customerId }))[0];
    const come = (api: ApiClient, share: number) =>
      poll(async () => ((await stateAt(api))?.progress ?? 0) >= share, `${share} of it has come`, 20_000);
    await first.api.session.signIn(newAdmin);
    await come(first.api, 0.1);
    proxy.breakAll();
    await come(first.api, 0.4);
    await cores.stop('desk');

    const again = await cores.start('desk', [address]);
    await again.api.session.signIn(newAdmin);
    expect((await stateAt(again.api))?.state).not.toBe('here');
    proxy.breakAll();
    await poll(async () => (await stateAt(again.api))?.state === 'here', 'all of it has come', 60_000);
    const target = join(cores.root, 'copy.ogg');
    await again.api.attachment.save({ attachmentId, path: target });
    expect(readFileSync(target).equals(readFileSync(path))).toBe(true);
    await proxy.close();
  }, 120_000);
});
