import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { failureCode, type Office, openOffice } from '../../../test/support/desk.ts';
import { stateHash } from '../db/state-hash.ts';

let office: Office;
let hub: ApiClient;
let desk: ApiClient;
beforeAll(async () => {
  office = await openOffice(2);
  const [, other] = office.desks;
  if (other === undefined) throw new Error('two desks');
  hub = office.hub.client(office.users.agent);
  desk = other.client(office.users.agent);
});
afterAll(() => office.close());

const meet = (): void => {
  const [one, other] = office.desks;
  if (one === undefined || other === undefined) throw new Error('two desks');
  office.exchange(one, other);
  expect(stateHash(one.replica.db.reader).hash).toBe(stateHash(other.replica.db.reader).hash);
};

let next = 0;
const made = async (displayName: string): Promise<{ id: CustomerId; raw: string }> => {
  next += 1;
  // Ids begin with the time: the one made later is the greater one.
  await office.clock.advance(1);
  const raw = `0912555${String(next).padStart(4, '0')}`;
  const { customerId } = await hub.customer.create({ displayName, contacts: [{ raw }] });
  meet();
  return { id: customerId, raw };
};
const names = async (client: ApiClient, query: string): Promise<string[]> =>
  (await client.search.find({ query })).customers.map(({ displayName }) => displayName);

describe('a merged customer', () => {
  it('is one card, one search result and one line of the list, with what belongs to both', async () => {
    const [loser, winner] = [await made('علی كريمي نخست'), await made('علی کریمی دوم')];
    await hub.interaction.addNote({ customerId: loser.id, body: 'پیش از یکی‌شدن' });
    await hub.tag.attach({ customerId: loser.id, name: 'مهم' });
    const { ticketId } = await hub.ticket.create({ customerId: loser.id, subject: 'دستگاه خراب است' });
    const { total } = await hub.customer.list({});
    expect(await hub.customer.merge({ customerId: loser.id, winnerId: winner.id })).toEqual({
      customerId: winner.id,
    });
    meet();
    for (const client of [hub, desk]) {
      for (const customerId of [loser.id, winner.id]) {
        const card = await client.customer.get({ customerId });
        expect(card.customer).toMatchObject({ id: winner.id, displayName: 'علی کریمی دوم' });
        expect(card.merged).toMatchObject([{ customerId: loser.id, displayName: 'علی كريمي نخست' }]);
        expect(card.contacts).toHaveLength(2);
        expect(card.tags.map(({ name }) => name)).toEqual(['مهم']);
        expect(card.tickets).toMatchObject([{ id: ticketId, customerName: 'علی کریمی دوم' }]);
        expect((await client.customer.timeline({ customerId })).total).toBe(card.interactionCount + 1);
      }
      expect(await names(client, loser.raw)).toEqual(['علی کریمی دوم']);
      expect(await names(client, 'کریمی نخست')).toEqual(['علی کریمی دوم']);
      expect((await client.customer.list({})).total).toBe(total - 1);
      for (const sort of ['name', 'recent', 'newest'] as const) {
        const { rows } = await client.customer.list({ sort, limit: 500 });
        expect(rows.filter(({ id }) => id === loser.id || id === winner.id)).toMatchObject([
          { id: winner.id, openTickets: 1 },
        ]);
      }
    }
    await hub.tag.detach({
      customerId: winner.id,
      tagId: (await hub.tag.list())[0]?.id ?? expect.fail('no tag'),
    });
    expect((await hub.customer.get({ customerId: winner.id })).tags).toEqual([]);
  });

  it('S83: that two islands merged into each other is the record with the smaller id, on both', async () => {
    const [smaller, greater] = [await made('زهرا امینی'), await made('زهرا امینی‌فر')];
    expect(smaller.id < greater.id).toBe(true);
    await hub.customer.merge({ customerId: smaller.id, winnerId: greater.id });
    await desk.customer.merge({ customerId: greater.id, winnerId: smaller.id });
    meet();
    for (const client of [hub, desk]) {
      const { customer, merged } = await client.customer.get({ customerId: greater.id });
      expect(customer.id).toBe(smaller.id);
      expect(merged.map(({ customerId }) => customerId)).toEqual([greater.id]);
    }
    await desk.customer.unmerge({ customerId: greater.id });
    meet();
    for (const client of [hub, desk])
      expect((await client.customer.get({ customerId: greater.id })).customer.id).toBe(greater.id);
  });

  it('S84: comes apart again with what was done meanwhile on each record', async () => {
    const [loser, winner] = [await made('رضا رحیمی یک'), await made('رضا رحیمی دو')];
    await hub.customer.merge({ customerId: loser.id, winnerId: winner.id });
    // The other island has not heard of it, and works on both.
    await desk.interaction.addNote({ customerId: loser.id, body: 'از جزیرهٔ دیگر' });
    const early = await desk.ticket.create({ customerId: loser.id, subject: 'پیش از خبر' });
    await hub.interaction.addNote({ customerId: loser.id, body: 'روی کارت مشترک' });
    const late = await hub.ticket.create({ customerId: loser.id, subject: 'روی کارت مشترک' });
    meet();
    await hub.interaction.addNote({ customerId: winner.id, ticketId: early.ticketId, body: 'دربارهٔ تیکت' });
    expect((await hub.customer.get({ customerId: loser.id })).tickets).toHaveLength(2);
    await hub.customer.update({ customerId: loser.id, city: 'قم' });

    await hub.customer.unmerge({ customerId: loser.id });
    meet();
    for (const client of [hub, desk]) {
      const [one, other] = [
        await client.customer.get({ customerId: loser.id }),
        await client.customer.get({ customerId: winner.id }),
      ];
      expect([one.customer.id, other.customer.id]).toEqual([loser.id, winner.id]);
      expect(one.tickets.map(({ id }) => id)).toEqual([early.ticketId]);
      expect(other.tickets.map(({ id }) => id)).toEqual([late.ticketId]);
      expect([one.interactionCount, other.interactionCount]).toEqual([2, 1]);
      expect([one.customer.city, other.customer.city]).toEqual([null, 'قم']);
      expect([one.merged, other.merged]).toEqual([[], []]);
      expect(await names(client, loser.raw)).toEqual(['رضا رحیمی یک']);
      expect(await names(client, winner.raw)).toEqual(['رضا رحیمی دو']);
    }
    await desk.customer.merge({ customerId: loser.id, winnerId: winner.id });
    expect((await desk.customer.get({ customerId: loser.id })).customer.id).toBe(winner.id);
  });

  it('S84: a merge that had not seen the undo holds', async () => {
    const [loser, winner] = [await made('نادر یک'), await made('نادر دو')];
    await hub.customer.merge({ customerId: loser.id, winnerId: winner.id });
    await desk.customer.merge({ customerId: loser.id, winnerId: winner.id });
    await hub.customer.unmerge({ customerId: loser.id });
    meet();
    for (const client of [hub, desk])
      expect((await client.customer.get({ customerId: loser.id })).customer.id).toBe(winner.id);
  });

  it('S84: is refused with itself, twice, and its undo for what is not merged or was long ago', async () => {
    const [loser, winner] = [await made('سیمین یک'), await made('سیمین دو')];
    const pair = { customerId: loser.id, winnerId: winner.id };
    const nobody = '0197a000-0000-7000-8000-00000000dead' as CustomerId;
    expect(await failureCode(hub.customer.merge({ ...pair, winnerId: loser.id }))).toBe(
      'customers-merged-already',
    );
    expect(await failureCode(hub.customer.merge({ ...pair, winnerId: nobody }))).toBe('not-found');
    expect(await failureCode(hub.customer.unmerge({ customerId: loser.id }))).toBe('customer-not-merged');
    await hub.customer.merge(pair);
    expect(await failureCode(hub.customer.merge(pair))).toBe('customers-merged-already');
    expect(await failureCode(hub.customer.unmerge({ customerId: winner.id }))).toBe('customer-not-merged');
    await office.clock.advance(30 * 86_400_000 + 1);
    expect(await failureCode(hub.customer.unmerge({ customerId: loser.id }))).toBe('merge-undo-too-late');
  });
});
