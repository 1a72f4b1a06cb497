import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../../../test/support/desk.ts';
import { findStoredCustomers } from './stored-customers.ts';

describe('customers that an import finds by a contact', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  it('S83: are the record that is shown, with the contacts of those that were merged into it', async () => {
    const api = office.hub.client(office.users.agent);
    const make = (displayName: string, raw: string) =>
      api.customer.create({ displayName, contacts: [{ raw }] });
    const loser = await make('رحیمی یک', '09125550001');
    const winner = await make('رحیمی دو', '09125550002');
    await api.contactPoint.add({ customerId: loser.customerId, raw: 'old@example.ir' });
    await api.customer.merge({ customerId: loser.customerId, winnerId: winner.customerId });
    const control = { signal: new AbortController().signal, breathe: () => Promise.resolve() };
    const { reader } = office.hub.replica.db;
    const byNumber = { e164: new Set(['+989125550001']), otherKeys: new Set<string>() };
    const [found, ...others] = await findStoredCustomers(reader, byNumber, control);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ id: winner.customerId, displayName: 'رحیمی دو' });
    expect(found?.contacts.map(({ raw }) => raw)).toEqual(['09125550002', '09125550001', 'old@example.ir']);
  });
});
