import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { vectors } from '../../../test/fixtures/vectors.ts';
import { type Office, openOffice } from '../../../test/support/desk.ts';

let office: Office;
let client: ApiClient;
beforeAll(async () => {
  office = await openOffice();
  client = office.hub.client(office.users.agent);
});
afterAll(() => office.close());

const addCustomer = async (displayName: string, ...raw: string[]) =>
  (await client.customer.create({ displayName, contacts: raw.map((text) => ({ raw: text })) })).customerId;

const found = async (query: string) =>
  (await client.search.find({ query, limit: 100 })).customers.map(({ id }) => id);

describe('searching customers', () => {
  it.each(vectors.fold)('F-20: «%s» finds «%s» as the domain model says: %s', async (query, text, same) => {
    const id = await addCustomer(`${text} ${query.length}`);
    // «علی» is no equal of «علیرضا», and yet its beginning: searching finds beginnings too.
    expect((await found(query)).includes(id)).toBe(same || text.startsWith(query));
  });

  it.each(vectors.phones)('F-14: the number «%s» is found as it was typed', async (raw) => {
    const id = await addCustomer(`دارندهٔ ${raw.length}`, raw);
    expect(await found(raw)).toContain(id);
  });

  it('any way of writing a number finds it, and so does any part of three digits', async () => {
    const id = await addCustomer('صاحب خط', '0935 111 22 33');
    for (const query of ['۰۹۳۵۱۱۱۲۲۳۳', '+98 935 111 2233', '00989351112233', '935-111', '٢٢٣٣', '2233']) {
      expect(await found(query)).toContain(id);
    }
    expect(await found('22')).not.toContain(id);
  });

  it('any part of a name of three letters is found, and any two words in any order', async () => {
    const id = await addCustomer('سید محمدرضا موسوی‌نژاد');
    for (const query of ['موسوي نژاد', 'نژاد', 'حمدرض', 'نژاد سید', 'سیدمحمد', 'موسوینژاد']) {
      expect(await found(query)).toContain(id);
    }
  });

  it('an e-mail address is found by its words', async () => {
    const id = await addCustomer('نامه‌نویس', 'nasrin.k@example.ir');
    for (const query of ['nasrin.k@example.ir', 'Nasrin', 'example.ir'])
      expect(await found(query)).toContain(id);
  });

  it('whole names come first, then beginnings, then the rest, the latest change first', async () => {
    const part = await addCustomer('پرنیان گلستانه');
    const word = await addCustomer('نیان گلستانه');
    const beginning = await addCustomer('گلستان یاری');
    const later = await addCustomer('گلستانی نیک');
    const whole = await addCustomer('گلستان');
    await addCustomer('دیگری');
    expect(await found('گلستان')).toEqual([whole, later, beginning, word, part]);
  });

  it.each([
    '"',
    '*',
    'a" OR "b',
    'NEAR(',
    '^',
    'spaced:x',
    '{',
    "'; DROP TABLE customer; --",
    '-',
    '(',
    'AND',
    '\0',
    '😀',
  ])('nothing typed is query syntax: %j', async (query) => {
    await expect(found(query)).resolves.toBeInstanceOf(Array);
  });

  it('a removed contact is found no more, and a restored one again', async () => {
    const id = await addCustomer('دو شماره', '09171234567', '09187654321');
    const { contacts } = await client.customer.get({ customerId: id });
    const contactPointId = contacts[1]?.id ?? expect.fail('two contacts expected');
    await client.contactPoint.remove({ contactPointId });
    expect(await found('09187654321')).not.toContain(id);
    await client.contactPoint.restore({ contactPointId });
    expect(await found('09187654321')).toContain(id);
  });
});

describe('searching tickets', () => {
  it('F-08: finds a number in any digits, a part of it, and tells a misread one', async () => {
    const customerId = await addCustomer('تیکت‌دار');
    const { number } = await client.ticket.create({ customerId, subject: 'چاپگر روشن نمی‌شود' });
    expect(number).toBe('101-00001-3');
    const numbers = async (query: string) => {
      const { tickets, wrongCheckDigit } = await client.search.find({ query });
      return { found: tickets.map((ticket) => ticket.number), wrongCheckDigit };
    };
    const hit = { found: [number], wrongCheckDigit: false };
    expect(await numbers('101-00001-3')).toEqual(hit);
    expect(await numbers('۱۰۱-۰۰۰۰۱-۳')).toEqual(hit);
    expect(await numbers('101000013')).toEqual(hit);
    expect(await numbers('00001')).toEqual(hit);
    expect(await numbers('چاپگر')).toEqual(hit);
    expect(await numbers('101-00001-4')).toEqual({ found: [], wrongCheckDigit: true });
    expect(await numbers('۱۰۱۰۰۰۰۱۴')).toEqual({ found: [], wrongCheckDigit: true });
  });

  it('does not take a telephone number for a misread ticket number', async () => {
    await addCustomer('تلفن‌دار', '09123456789');
    expect(await client.search.find({ query: '9123456789' })).toMatchObject({ wrongCheckDigit: false });
  });
});
