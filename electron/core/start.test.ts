import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  newAdmin,
  newCallCentre,
  openRealCores,
  type RealCore,
  type RealCores,
} from '../../test/support/real-cores.ts';

describe('hub and desks over real sockets', () => {
  let cores: RealCores;
  beforeEach(() => {
    cores = openRealCores();
  });
  afterEach(() => cores.close());
  const start: RealCores['start'] = (...asked) => cores.start(...asked);
  const stop: RealCores['stop'] = (name) => cores.stop(name);

  const hashOf = (desk: RealCore): Promise<string> => desk.api.sync.stateHash().then(({ hash }) => hash);
  const sameState = (...desks: readonly RealCore[]) =>
    expect
      .poll(async () => new Set(await Promise.all(desks.map(hashOf))).size, { timeout: 8000, interval: 30 })
      .toBe(1);

  /** A hub and two desks that have joined and signed in. */
  const office = async (): Promise<{ hub: RealCore; a: RealCore; b: RealCore; address: string }> => {
    const [hub, a, b] = await Promise.all([start('hub'), start('a'), start('b')]);
    const { joinSecret } = await hub.api.setup.create(newCallCentre);
    const address = `127.0.0.1:${hub.core.syncPort ?? 0}`;
    const joined = await a.api.setup.join({
      address,
      secret: joinSecret.toLowerCase(),
      deviceName: 'میز یک',
    });
    expect(joined).toEqual({ deviceCode: 102, organisationName: 'نمونه‌کالا' });
    expect((await b.api.setup.join({ address, secret: joinSecret })).deviceCode).toBe(103);
    await Promise.all([hub, a, b].map(({ api }) => api.session.signIn(newAdmin)));
    await sameState(hub, a, b);
    return { hub, a, b, address };
  };

  it('a data folder that it makes is for nobody else on this PC', async () => {
    await start('alone');
    expect(statSync(join(cores.root, 'alone')).mode & 0o077).toBe(0);
  });

  it('S20: a join is refused for a wrong secret and leaves the PC as it was', async () => {
    const hub = await start('hub');
    const desk = await start('a');
    const { joinSecret } = await hub.api.setup.create(newCallCentre);
    const address = `127.0.0.1:${hub.core.syncPort ?? 0}`;
    await expect(desk.api.setup.join({ address, secret: joinSecret.slice(1) })).rejects.toMatchObject({
      code: 'secret-unreadable',
    });
    // Another call centre's secret: well formed, and not this one's.
    const stranger = await start('stranger');
    const other = await stranger.api.setup.create(newCallCentre);
    await expect(desk.api.setup.join({ address, secret: other.joinSecret })).rejects.toMatchObject({
      code: 'secret-wrong',
    });
    await expect
      .poll(() => hub.api.sync.refusals())
      .toEqual([{ source: 'sync', reason: 'secret-wrong', count: 1, lastAt: expect.any(Number) }]);
    await expect(desk.api.setup.join({ address: '127.0.0.1:1', secret: joinSecret })).rejects.toMatchObject({
      code: 'hub-unreachable',
    });
    expect((await desk.api.setup.status()).state).toBe('unconfigured');
    expect((await desk.api.setup.join({ address, secret: joinSecret })).deviceCode).toBe(102);
  });

  it('S21: what one desk saves, the others have within a second; without the hub the desks go on', async () => {
    const { hub, a, b } = await office();
    const { customerId } = await a.api.customer.create({
      displayName: 'مریم رحیمی',
      contacts: [{ raw: '0912 345 6789' }],
    });
    await expect
      .poll(() => b.api.customer.get({ customerId }).catch(() => null), { timeout: 1000 })
      .not.toBeNull();
    await sameState(hub, a, b);

    await stop('hub');
    const made = await a.api.ticket.create({ customerId, subject: 'دستگاه تصفیه روشن نمی‌شود' });
    expect(made.number).toMatch(/^102-00001-\d$/);
    await expect
      .poll(() => b.api.ticket.get({ ticketId: made.ticketId }).catch(() => null), { timeout: 3000 })
      .not.toBeNull();
    await sameState(a, b);
    // The acknowledgement is a message of its own: it comes after the state is equal.
    await expect
      .poll(() => a.api.sync.status(), { timeout: 3000 })
      .toMatchObject({ hubSeen: false, peers: 1, onlyHere: 0 });

    const back = await start('hub');
    await back.api.session.signIn(newAdmin);
    await sameState(back, a, b);
  });

  it('S22: both sides of a cut keep working; one field edited on both becomes a conflict that one decision ends', async () => {
    const { a, hub, address } = await office();
    const { customerId } = await a.api.customer.create({ displayName: 'علی کریمی', city: 'تهران' });
    await expect.poll(() => hub.api.customer.get({ customerId }).catch(() => null)).not.toBeNull();
    await stop('b');
    await stop('a');
    await hub.api.customer.update({ customerId, city: 'کرج' });
    await stop('hub');

    const alone = await start('a');
    await alone.api.session.signIn(newAdmin);
    await alone.api.customer.update({ customerId, city: 'قم' });
    await alone.api.interaction.addNote({ customerId, body: 'در قطعی نوشته شد' });
    expect((await alone.api.sync.status()).onlyHere).toBe(2);

    const hubAgain = await start('hub');
    await hubAgain.api.session.signIn(newAdmin);
    await alone.api.sync.addAddress({ address: `127.0.0.1:${hubAgain.core.syncPort ?? 0}` });
    expect(address).not.toBe('');
    await sameState(hubAgain, alone);
    const [conflict] = (await hubAgain.api.customer.get({ customerId })).conflicts;
    expect(conflict?.values.map(({ value }) => value).sort()).toEqual(['قم', 'کرج'].sort());
    const chosen = conflict?.values.find(({ value }) => value === 'کرج');
    await alone.api.conflict.decide({
      entity: 'customer',
      rowId: customerId,
      field: 'city',
      stamp: chosen?.stamp ?? '',
    });
    await sameState(hubAgain, alone);
    const after = await hubAgain.api.customer.get({ customerId });
    expect(after.conflicts).toEqual([]);
    expect(after.customer.city).toBe('کرج');
  });
});
