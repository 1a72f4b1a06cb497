import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { failureCode, type Office, openOffice } from '../../../test/support/desk.ts';
import { countOperations } from '../db/operation-log.ts';

let office: Office;
let client: ApiClient;
beforeAll(async () => {
  office = await openOffice(2);
  client = office.hub.client(office.users.agent);
});
afterAll(() => office.close());

const made = async (displayName: string, ...raw: string[]) => {
  const { customerId } = await client.customer.create({
    displayName,
    contacts: raw.map((text) => ({ raw: text })),
  });
  return { customerId, card: () => client.customer.get({ customerId }) };
};

describe('customers', () => {
  it('are made with contacts of every kind, in their order, whatever their form', async () => {
    const { card } = await made('مریم رحیمی', '۰۹۱۲ ۳۴۵ ۶۷۸۹', '88776655', 'maryam@example.ir', '0912345');
    const { customer, contacts, dataAsOf, createdAt } = await card();
    expect(customer).toMatchObject({ kind: 'person', language: 'fa', tier: 'standard', clvBand: 'unknown' });
    expect(contacts.map(({ type, e164, raw }) => [type, e164, raw])).toEqual([
      ['mobile', '+989123456789', '۰۹۱۲ ۳۴۵ ۶۷۸۹'],
      ['landline', '+982188776655', '88776655'],
      ['email', null, 'maryam@example.ir'],
      ['mobile', null, '0912345'],
    ]);
    expect(contacts[1]?.assumedArea).toBe(true);
    expect(contacts.map(({ worksWithoutInternet }) => worksWithoutInternet)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(dataAsOf).toBeGreaterThanOrEqual(createdAt);
  });

  it('a walk-in may have no contact; a text without any letter or digit is none', async () => {
    expect((await (await made('بی‌شماره')).card()).contacts).toEqual([]);
    expect(await failureCode(made('x', '---'))).toBe('contact-unusable');
  });

  it('an update writes what differs, and nothing at all when nothing does', async () => {
    const { customerId, card } = await made('یکسان');
    await client.customer.update({ customerId, city: 'قم', tier: 'VIP' });
    const operations = countOperations(office.hub.replica.db.reader);
    await client.customer.update({ customerId, city: 'قم', tier: 'VIP' });
    expect(countOperations(office.hub.replica.db.reader)).toBe(operations);
    expect((await card()).customer).toMatchObject({ city: 'قم', tier: 'VIP', displayName: 'یکسان' });
  });

  it('S8: a retry of a creation with its command id makes no second customer', async () => {
    const input = { displayName: 'یک‌بار', commandId: '0197a000-0000-7000-8000-00000000c0de' };
    expect(await client.customer.create(input)).toEqual(await client.customer.create(input));
    expect((await client.search.find({ query: 'یک بار' })).customers).toHaveLength(1);
  });

  it('a list is ordered as the alphabet is, pages through it, and shows the preferred number', async () => {
    const { customerId } = await made('ژاله', '02188776655', '09120000001');
    for (const name of ['ساسان', 'پروین', 'بهار', 'تینا']) await made(name);
    const { rows, total } = await client.customer.list({ limit: 500 });
    const names = rows.map(({ displayName }) => displayName);
    expect(names).toEqual([...names].sort(new Intl.Collator('fa').compare));
    expect(total).toBe(rows.length);
    const second = await client.customer.list({ offset: 2, limit: 3 });
    expect(second.rows).toEqual(rows.slice(2, 5));
    const [first, next] = (await client.customer.get({ customerId })).contacts;
    if (first === undefined || next === undefined) throw new Error('two contacts expected');
    await client.contactPoint.reorder({ customerId, order: [next.id, first.id] });
    const again = await client.customer.list({ limit: 500 });
    expect(again.rows.find(({ id }) => id === customerId)?.phone).toBe('+989120000001');
    const newest = await client.customer.list({ sort: 'newest', limit: 1 });
    expect(newest.rows).toHaveLength(1);
    const recent = await client.customer.list({ sort: 'recent', limit: 500 });
    expect(new Set(recent.rows.map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
  });
});

describe('contacts', () => {
  it('are added behind the others, with a warning when the number cannot be read', async () => {
    const { customerId, card } = await made('تماس‌دار', '09123456789');
    expect(await client.contactPoint.add({ customerId, raw: '021 8877 6655' })).toMatchObject({
      warning: null,
    });
    expect(await client.contactPoint.add({ customerId, raw: '0912 34', type: 'mobile' })).toMatchObject({
      warning: 'phone-unparsed',
    });
    expect((await card()).contacts.map(({ preferredOrder }) => preferredOrder)).toEqual([0, 1, 2]);
  });

  it('a changed text is read anew', async () => {
    const { card } = await made('تغییر', '09123456789');
    const contactPointId = (await card()).contacts[0]?.id ?? expect.fail('a contact');
    await client.contactPoint.update({ contactPointId, raw: '02188776655 داخلی 12', label: 'دفتر' });
    expect((await card()).contacts[0]).toMatchObject({
      type: 'landline',
      e164: '+982188776655',
      extension: '12',
      label: 'دفتر',
    });
    await client.contactPoint.update({ contactPointId, worksWithoutInternet: false });
    expect((await card()).contacts[0]).toMatchObject({ e164: '+982188776655', worksWithoutInternet: false });
  });

  it('the last one stays; a removed one comes back in its place', async () => {
    const { card } = await made('یکی', '09123456789', '09123456780');
    const [first, second] = (await card()).contacts;
    if (first === undefined || second === undefined) throw new Error('two contacts expected');
    await client.contactPoint.remove({ contactPointId: first.id });
    expect((await card()).contacts.map(({ id }) => id)).toEqual([second.id]);
    expect(await failureCode(client.contactPoint.remove({ contactPointId: second.id }))).toBe('last-contact');
    await client.contactPoint.restore({ contactPointId: first.id });
    expect((await card()).contacts.map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});

describe('tags', () => {
  it('of one name are one tag, in any spelling and on two desks at once', async () => {
    const [hub, desk] = office.desks;
    if (hub === undefined || desk === undefined) throw new Error('two desks expected');
    const { customerId, card } = await made('برچسب‌دار');
    office.exchange(hub, desk);
    const one = await client.tag.attach({ customerId, name: 'كليدي' });
    const other = await desk.client(office.users.senior).tag.attach({ customerId, name: 'کلیدی' });
    expect(one).toEqual(other);
    office.exchange(hub, desk);
    expect(await client.tag.list()).toHaveLength(1);
    expect((await card()).tags.map(({ id }) => id)).toEqual([one.tagId]);
    await client.tag.detach({ customerId, tagId: one.tagId });
    expect((await card()).tags).toEqual([]);
    await client.tag.attach({ customerId, name: 'کلیدی' });
    expect((await card()).tags).toHaveLength(1);
  });

  it('S5: adding wins over a removal that had not seen it', async () => {
    const [hub, desk] = office.desks;
    if (hub === undefined || desk === undefined) throw new Error('two desks expected');
    const { customerId, card } = await made('دو سو');
    const { tagId } = await client.tag.attach({ customerId, name: 'ویژه' });
    office.exchange(hub, desk);
    await client.tag.detach({ customerId, tagId });
    const there = desk.client(office.users.senior);
    await there.tag.detach({ customerId, tagId });
    await there.tag.attach({ customerId, name: 'ویژه' });
    office.exchange(hub, desk);
    expect((await card()).tags.map(({ id }) => id)).toEqual([tagId]);
  });
});
