import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { type Desk, failureCode, type Office, openOffice } from '../../../test/support/desk.ts';
import { countOpenConflicts } from '../db/conflicts.ts';

let office: Office;
let hub: Desk;
let desk: Desk;
let client: ApiClient;
let there: ApiClient;
beforeAll(async () => {
  office = await openOffice(2);
  const [first, second] = office.desks;
  if (first === undefined || second === undefined) throw new Error('two desks expected');
  [hub, desk] = [first, second];
  client = hub.client(office.users.agent);
  there = desk.client(office.users.senior);
});
afterAll(() => office.close());

const shared = async (displayName: string, ...contacts: string[]) => {
  const made = await client.customer.create({ displayName, contacts: contacts.map((raw) => ({ raw })) });
  office.exchange(hub, desk);
  return made.customerId;
};

describe('conflicts', () => {
  it('S4: a field edited on both desks shows both values with their writers, and one click decides', async () => {
    const customerId = await shared('رحیمی');
    await client.customer.update({ customerId, address: 'کرج' });
    await office.clock.advance(1000);
    await there.customer.update({ customerId, address: 'قم', city: 'قم' });
    office.exchange(hub, desk);

    const { rows, total } = await client.conflict.list({});
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({
      entity: 'customer',
      rowId: customerId,
      field: 'address',
      title: 'رحیمی',
      customerId,
      ticketId: null,
      values: [
        { value: 'قم', shown: true, deviceCode: 102, userName: office.users.senior.name, label: null },
        { value: 'کرج', shown: false, deviceCode: 101, userName: office.users.agent.name, label: null },
      ],
    });
    expect((await there.conflict.list({})).rows).toEqual(rows);
    expect((await client.customer.get({ customerId })).conflicts).toEqual(rows);

    const [, older] = rows[0]?.values ?? [];
    const decision = { entity: 'customer', rowId: customerId, field: 'address', stamp: older?.stamp ?? '' };
    expect(await failureCode(client.conflict.decide({ ...decision, stamp: 'f'.repeat(48) }))).toBe(
      'conflict-gone',
    );
    await client.conflict.decide(decision);
    office.exchange(hub, desk);
    for (const one of [client, there]) {
      expect((await one.customer.get({ customerId })).customer.address).toBe('کرج');
      expect((await one.conflict.list({})).total).toBe(0);
    }
    expect(await failureCode(there.conflict.decide(decision))).toBe('conflict-gone');
  });

  it('the same value on both desks is no conflict, nor is a field that does not exist', async () => {
    const customerId = await shared('یکی');
    await client.customer.update({ customerId, city: 'شیراز' });
    await there.customer.update({ customerId, city: 'شیراز' });
    office.exchange(hub, desk);
    expect(countOpenConflicts(hub.replica.db.reader)).toBe(0);
    const unknown = { rowId: customerId, stamp: 'x' };
    expect(
      await failureCode(client.conflict.decide({ entity: 'customer', field: 'constructor', ...unknown })),
    ).toBe('conflict-gone');
    expect(
      await failureCode(client.conflict.decide({ entity: 'sqlite_master', field: 'sql', ...unknown })),
    ).toBe('conflict-gone');
  });

  it('a number corrected on both desks is one question, and what is read from it follows the answer', async () => {
    const customerId = await shared('شماره', '0912345');
    const { contacts } = await client.customer.get({ customerId });
    const contactPointId = contacts[0]?.id ?? expect.fail('a contact');
    await client.contactPoint.update({ contactPointId, raw: '09123450000' });
    await office.clock.advance(1000);
    await there.contactPoint.update({ contactPointId, raw: '02123450000 داخلی 5' });
    office.exchange(hub, desk);
    const { rows } = await client.conflict.list({});
    expect(rows).toMatchObject([{ entity: 'contact_point', field: 'raw', title: 'شماره', customerId }]);
    const mobile = rows[0]?.values.find(({ value }) => value === '09123450000');
    await there.conflict.decide({
      entity: 'contact_point',
      rowId: contactPointId,
      field: 'raw',
      stamp: mobile?.stamp ?? '',
    });
    office.exchange(hub, desk);
    for (const one of [client, there]) {
      expect((await one.customer.get({ customerId })).contacts).toMatchObject([
        { raw: '09123450000', type: 'mobile', e164: '+989123450000', extension: null },
      ]);
      expect((await one.conflict.list({})).total).toBe(0);
      expect((await one.search.find({ query: '09123450000' })).customers).toHaveLength(1);
    }
  });

  it('of two decisions made apart people are asked again', async () => {
    const customerId = await shared('دو تصمیم');
    await client.customer.update({ customerId, note: 'الف' });
    await there.customer.update({ customerId, note: 'ب' });
    office.exchange(hub, desk);
    const [conflict] = (await client.conflict.list({})).rows;
    const decide = (one: ApiClient, value: string) =>
      one.conflict.decide({
        entity: 'customer',
        rowId: customerId,
        field: 'note',
        stamp: conflict?.values.find((choice) => choice.value === value)?.stamp ?? '',
      });
    await decide(client, 'الف');
    await decide(there, 'ب');
    office.exchange(hub, desk);
    expect((await client.conflict.list({})).total).toBe(1);
    expect((await client.conflict.list({})).rows).toEqual((await there.conflict.list({})).rows);
  });
});
