import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user } from '../../../shared/entities/user.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { failureCode, type Office, openOffice, testPassword } from '../../../test/support/desk.ts';
import { runCommand } from '../db/commit.ts';
import { openDatabase } from '../db/database.ts';
import { readVector } from '../db/operation-log.ts';
import { openReplica } from '../db/replica.ts';
import { createSignIn } from '../identity/sign-in.ts';
import { createRouter } from './router.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const customerId = '0197a000-0000-7000-8000-00000000dead' as CustomerId;

describe('rights', () => {
  it('a viewer may read', async () => {
    const client = office.hub.client(office.users.viewer);
    expect(await client.ticket.list({})).toMatchObject({ total: 0 });
    expect(await failureCode(client.customer.get({ customerId }))).toBe('not-found');
  });

  it('only an admin makes users and sees the secret', async () => {
    for (const role of ['agent', 'senior', 'level2', 'supervisor'] as const) {
      const client = office.hub.client(office.users[role]);
      expect(await failureCode(client.setup.joinSecret())).toBe('right-missing');
      expect(await failureCode(client.user.create({ name: 'y', password: testPassword, role }))).toBe(
        'right-missing',
      );
    }
    const admin = office.hub.client(office.users.admin);
    expect(await admin.setup.joinSecret()).toMatchObject({ secret: 'secret' });
  });
});

describe('sessions', () => {
  it('a user signs in on one connection and not on another', async () => {
    const [mine, other] = [office.hub.client(), office.hub.client()];
    const signedIn = await mine.session.signIn({ name: 'علی agent', password: testPassword });
    expect(signedIn).toEqual(office.users.agent);
    expect((await mine.setup.status()).user).toEqual(office.users.agent);
    expect(await failureCode(other.customer.list({}))).toBe('not-signed-in');
    await mine.session.signOut();
    expect(await failureCode(mine.customer.list({}))).toBe('not-signed-in');
  });

  it('a new user can sign in, a second one of that name cannot be made on either keyboard', async () => {
    const admin = office.hub.client(office.users.admin);
    const made = await admin.user.create({ name: 'كاوه', password: 'رمز کاوه ۱۴', role: 'agent' });
    expect(made).toMatchObject({ name: 'كاوه', role: 'agent' });
    const client = office.hub.client();
    expect(await client.session.signIn({ name: 'کاوه', password: 'رمز کاوه ۱۴' })).toEqual(made);
    const second = { name: 'کاوه', password: testPassword, role: 'agent' } as const;
    expect(await failureCode(admin.user.create(second))).toBe('name-taken');
    expect(await failureCode(admin.user.create({ ...second, name: 'نو', password: 'کوتاه' }))).toBe(
      'password-too-short',
    );
    expect((await admin.user.list()).map(({ name }) => name)).toContain('كاوه');
  });

  it('a lock counts from the moment that it arrives here', async () => {
    const client = office.hub.client(office.users.level2);
    expect(await client.tag.list()).toEqual([]);
    runCommand(office.hub.replica, { name: 'user.disable', author: { userId: null } }, (tx) => {
      tx.update(user, office.users.level2.id, { status: 'disabled' });
      return ok(null);
    });
    expect(await failureCode(client.tag.list())).toBe('user-disabled');
  });
});

describe('inputs and failures', () => {
  it('an input that does not fit names its field', async () => {
    const client = office.hub.client(office.users.agent);
    const tooLong = client.customer.create({ displayName: 'x', contacts: [{ raw: 'y'.repeat(400) }] });
    await expect(tooLong).rejects.toMatchObject({
      defined: true,
      code: 'input-not-valid',
      status: 400,
      data: { field: 'contacts.0.raw' },
    });
    await expect(client.customer.create({ displayName: '  ' })).rejects.toMatchObject({
      code: 'input-not-valid',
      data: { field: 'displayName' },
    });
  });

  it('a bug becomes an internal error, and is handed over without reaching the caller', async () => {
    const desk = office.hub;
    const client = desk.client(office.users.agent);
    const { sync } = desk.services;
    const broken = { ...desk.services, sync: { ...sync, peers: () => expect.fail('09123456789') } };
    const faulty = createRouterClient(createRouter(broken, { user: office.users.agent }));
    await expect(faulty.sync.peers()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', status: 500 });
    await expect(faulty.sync.peers()).rejects.not.toMatchObject({ message: expect.stringContaining('0912') });
    expect(desk.faults).toHaveLength(2);
    expect(await client.sync.peers()).toEqual([]);
  });
});

describe('what belongs to this PC', () => {
  it('language and theme are kept without a user and without an operation', async () => {
    const client = office.hub.client();
    const before = readVector(office.hub.replica.db.reader);
    expect(await client.preference.get()).toEqual({ language: 'fa', theme: 'auto' });
    await client.preference.set({ theme: 'dark' });
    await client.preference.set({ language: 'en' });
    expect(await client.preference.get()).toEqual({ language: 'en', theme: 'dark' });
    expect(readVector(office.hub.replica.db.reader)).toEqual(before);
  });

  it('set-up says who this PC is', async () => {
    expect(await office.hub.client().setup.status()).toMatchObject({
      state: 'ready',
      organisation: { name: 'نمونه‌کالا', workingWeek: 'ir', rialPerToman: 10 },
      device: { code: 101, name: 'PC 101', role: 'hub' },
      user: null,
      join: null,
      sample: false,
    });
  });
});

describe('before the first run', () => {
  it('only what needs no call centre answers, and says so', async () => {
    const opened = openDatabase(':memory:', { durable: false });
    if (!opened.ok) throw new Error(opened.error.type);
    const replica = openReplica(opened.value, office.clock, office.hub.services.random);
    const services = { ...office.hub.services, replica, signIn: createSignIn(replica) };
    const client = createRouterClient(createRouter(services, { user: null }));
    expect(await client.setup.status()).toMatchObject({
      state: 'unconfigured',
      organisation: null,
      device: null,
      user: null,
    });
    expect(await client.preference.get()).toEqual({ language: 'fa', theme: 'auto' });
    expect(await failureCode(client.session.signIn({ name: 'x', password: testPassword }))).toBe(
      'not-set-up',
    );
    expect(await failureCode(client.customer.list({}))).toBe('not-set-up');
    opened.value.close();
  });
});

describe('live changes', () => {
  it('come coalesced, with topics and ids, and end with the connection', async () => {
    const { clock, hub, users } = office;
    const client = hub.client(users.agent);
    await clock.advance(40);
    const stop = new AbortController();
    const changes = await client.live.changes(undefined, { signal: stop.signal });
    const reader = changes[Symbol.asyncIterator]();
    const first = reader.next();
    await clock.advance(0);
    const { customerId: id } = await client.customer.create({ displayName: 'زنده' });
    await client.customer.update({ customerId: id, city: 'یزد' });
    await client.preference.set({ theme: 'light' });
    await clock.advance(40);
    const { value, done } = await first;
    if (done) throw new Error('a change expected');
    expect([...value.topics].sort()).toEqual(['customer', 'preference', 'sync']);
    expect(value.ids).toEqual([id]);
    const second = reader.next();
    stop.abort();
    await expect(second.then((end) => end.done)).resolves.toBe(true);
  });
});
