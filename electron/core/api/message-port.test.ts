import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { failureCode, type Office, openOffice, testPassword } from '../../../test/support/desk.ts';
import { serveMessagePort } from './message-port.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const openWindow = (given: readonly string[] = []) => {
  const { port1, port2 } = new MessageChannel();
  serveMessagePort(office.hub.services, port1, {
    mayRead: async (path) => given.includes(path),
    mayWrite: async () => false,
  });
  const client: ApiClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return { client, close: () => port2.close() };
};

describe('a window at its port', () => {
  it('signs in for itself alone, calls, and is told what changed', async () => {
    const [mine, other] = [openWindow(), openWindow()];
    await mine.client.session.signIn({ name: 'علی agent', password: testPassword });
    expect(await failureCode(other.client.ticket.list({}))).toBe('not-signed-in');

    await office.clock.advance(40);
    const changes = await other.client.live.changes();
    const { customerId } = await mine.client.customer.create({ displayName: 'از پنجره' });
    // The port delivers in real time; the change waits for the desk's own clock.
    await office.clock.advance(40);
    const told = await changes.next();
    expect(told.value).toEqual({ topics: ['customer', 'sync'], ids: [customerId] });

    await expect(mine.client.customer.create({ displayName: '' })).rejects.toMatchObject({
      code: 'input-not-valid',
      defined: true,
      data: { field: 'displayName' },
    });
    mine.close();
    other.close();
  });

  it('has files read that a person gave it, and no others', async () => {
    const list = fileURLToPath(
      new URL('../../../test/fixtures/import/customers-cp1256.csv', import.meta.url),
    );
    const page = openWindow([list]);
    await page.client.session.signIn({ name: 'علی agent', password: testPassword });
    // This office has no imports; what answers for them was reached.
    expect(await failureCode(page.client.customerImport.inspect({ path: list }))).toBe('not-set-up');
    const other = list.replace('cp1256', 'fa');
    expect(await failureCode(page.client.customerImport.inspect({ path: other }))).toBe('file-not-found');
    page.close();
  });
});
