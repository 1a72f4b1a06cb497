import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { type Entity, latestInstantMs } from '../../../shared/entities/define-entity.ts';
import { type EntityName, entities, entityByName, isEntityName } from '../../../shared/entities/index.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { allowedRow } from '../../../test/support/allowed-value.ts';
import { type Desk, type Office, openOffice } from '../../../test/support/desk.ts';
import { forgedDevices, forgeHistory } from '../../../test/support/forged-history.ts';
import { acceptOperations } from '../db/accept.ts';
import { acceptKey } from '../db/device-keys.ts';

/** The most that fields allow: what nobody writes, and everybody has to be able to look at. */
const extremes: readonly unknown[] = [
  0,
  1,
  -100_000,
  100_000,
  latestInstantMs,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  'ﷺ\u202e\0'.repeat(66),
  '9'.repeat(200),
  'é'.normalize('NFD').repeat(100),
  '+98'.repeat(100),
  ' ',
  '-'.repeat(4000),
  '٠'.repeat(8000),
];
const names = Object.keys(entities).filter(isEntityName);

/** One row for each field and each extreme that it allows, all of one customer, one ticket and one user. */
const rowsOf = (name: EntityName, ids: Readonly<Record<string, string>>, idOf: () => string) => {
  const entity: Entity = entityByName(name);
  const base = Object.fromEntries(
    Object.entries(allowedRow(entity, 1, true)).map(([field, value]) => [field, ids[field] ?? value]),
  );
  return Object.entries(entity.fields).flatMap(([field, { accepts }]) =>
    field === 'deletedAt' || ids[field] !== undefined
      ? []
      : extremes
          .filter((value) => accepts(value))
          .map((value) => ({
            entity: name,
            id: idOf(),
            kind: 'insert',
            fields: { ...base, [field]: value },
          })),
  );
};

describe('rows that a member fills with the most that is allowed', () => {
  let office: Office;
  let api: ApiClient;
  let desk: Desk;
  let customerId: CustomerId;
  let ticketId: TicketId;
  beforeAll(async () => {
    office = await openOffice(1);
    desk = office.hub;
    api = desk.client(office.users.admin);
    customerId = (await api.customer.create({ displayName: 'مینا راد' })).customerId;
    ticketId = (await api.ticket.create({ customerId, subject: 'روشن نمی‌شود' })).ticketId;
    const { replica } = desk;
    const organisationId = replica.membership()?.organisationId;
    if (organisationId === undefined) throw new Error('no call centre');
    for (const { device, operationKey } of forgedDevices) acceptKey(replica.db.writer, device, operationKey);
    const liar = forgeHistory(organisationId, 1);
    let n = 0;
    const idOf = (): string => {
      n += 1;
      return `0197a000-0000-7000-8000-${(0xbad_0000 + n).toString(16).padStart(12, '0')}`;
    };
    const ids = { customerId, ticketId, agentId: office.users.agent.id, ownerId: office.users.agent.id };
    const changes = names
      .filter((name) => name !== 'hub_term' && name !== 'restamp')
      .flatMap((name) => rowsOf(name, ids, idOf));
    expect(changes.length).toBeGreaterThan(200);
    for (let at = 0; at < changes.length; at += 100)
      expect(acceptOperations(replica, organisationId, [liar.next(changes.slice(at, at + 100))]).ok).toBe(
        true,
      );
    await office.clock.advance(1000);
  }, 60_000);
  afterAll(() => office.close());

  it.each<[string, () => Promise<unknown>]>([
    ['the list of customers', () => api.customer.list({})],
    ['a customer', () => api.customer.get({ customerId })],
    ['a timeline', () => api.customer.timeline({ customerId })],
    ['the queue', () => api.ticket.list({})],
    ['a ticket', () => api.ticket.get({ ticketId })],
    ['the search by words', () => api.search.find({ query: 'مینا' })],
    ['the search by digits', () => api.search.find({ query: '99999999' })],
    ['the conflicts', () => api.conflict.list({})],
    ['the budgets', () => api.budget.list({})],
    ['the users', () => api.user.list({})],
    ['the tags', () => api.tag.list({})],
    ['the attachments', () => api.attachment.list({ customerId })],
    ['the peers', () => api.sync.peers({})],
    ['the status', () => api.sync.status({})],
    ['the state of the set-up', () => api.setup.status({})],
    ['the notices', () => api.notices.list({})],
  ])('S143: are shown in %s as everything else, and soon', async (_, ask) => {
    const startedMs = performance.now();
    await ask();
    // Some 20 ms here; counting the days of two centuries one by one took half a second.
    expect(performance.now() - startedMs).toBeLessThan(400);
    expect(desk.faults).toEqual([]);
  });

  it('S143: do not keep anybody from working', async () => {
    const made = await api.customer.create({ displayName: 'رضا' });
    const { ticketId: next } = await api.ticket.create({ customerId: made.customerId, subject: 'x' });
    await api.interaction.addNote({ customerId: made.customerId, ticketId: next, body: 'یادداشت' });
    expect(desk.faults).toEqual([]);
  });
});
