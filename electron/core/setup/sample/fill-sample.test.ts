import { beforeAll, describe, expect, it } from 'vitest';
import { type Entity, rowSchema } from '../../../../shared/entities/define-entity.ts';
import { entities } from '../../../../shared/entities/index.ts';
import type { Language } from '../../../../shared/lib/language.ts';
import { searchKeys } from '../../../../shared/rules/search-key.ts';
import { parseTicketNumber } from '../../../../shared/rules/ticket-number.ts';
import { canTransition, checkTransition, type TicketStatus } from '../../../../shared/rules/ticket-status.ts';
import { openDatabase } from '../../db/database.ts';
import { findRows } from '../../db/find-row.ts';
import { readCalendar } from '../../db/read-organisation.ts';
import { openReplica, type Replica } from '../../db/replica.ts';
import { createOrganisation } from '../create-organisation.ts';
import { fillSample } from './fill-sample.ts';
import { createSeeded } from './seeded.ts';

/** Saturday 30 Aban 1405, 09:42 in Tehran. */
const nowMs = Date.UTC(2026, 10, 21, 6, 12);

const sampleCentre = async (
  language: Language,
  size: { customers: number; tickets: number },
  at = nowMs,
): Promise<Replica> => {
  const opened = openDatabase(':memory:', { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const seeded = createSeeded(1);
  const replica = openReplica(
    opened.value,
    { nowMs: () => at, monotonicMs: () => 0, after: () => ({ cancel: () => undefined }) },
    { bytes: (length) => Uint8Array.from({ length }, () => seeded.integer(0, 255)) },
  );
  const { organisationName, adminName, workingWeek } = fillSample.users(language);
  const created = createOrganisation(replica, {
    organisationName,
    adminName,
    workingWeek,
    language,
    passwordHash: 'none',
  });
  if (!created.ok) throw new Error(created.error.code);
  const filled = await fillSample.fill(replica, created.value.userId, { language, ...size });
  if (!filled.ok) throw new Error(filled.error.code);
  return replica;
};

const all = (replica: Replica) => {
  const { reader } = replica.db;
  return {
    customers: findRows(reader, 'customer', 'TRUE', []),
    contacts: findRows(reader, 'contact_point', 'TRUE', []),
    purchases: findRows(reader, 'purchase', 'TRUE', []),
    tickets: findRows(reader, 'ticket', 'TRUE', [], 'openedAt'),
    events: findRows(reader, 'ticket_event', 'TRUE', [], 'at, rowid'),
    interactions: findRows(reader, 'interaction', 'TRUE', [], 'at, rowid'),
    followUps: findRows(reader, 'follow_up', 'TRUE', []),
    users: findRows(reader, 'user', 'TRUE', []),
  };
};

describe('the sample call centre', () => {
  let replica: Replica;
  let rows: ReturnType<typeof all>;
  beforeAll(async () => {
    replica = await sampleCentre('fa', { customers: 400, tickets: 900 });
    rows = all(replica);
  });

  it('has as many customers and tickets as were asked for', () => {
    expect(rows.customers).toHaveLength(400);
    expect(rows.tickets).toHaveLength(900);
  });

  it('takes tickets only through steps that an agent could take, to the status they have', () => {
    for (const { id, status } of rows.tickets) {
      let at: TicketStatus = 'new';
      for (const event of rows.events.filter(({ ticketId }) => ticketId === id)) {
        if (event.kind === 'created') at = event.toStatus ?? 'new';
        if (event.kind !== 'status' || event.toStatus === null) continue;
        expect(event.fromStatus).toBe(at);
        expect(canTransition(at, event.toStatus)).toBe(true);
        at = event.toStatus;
      }
      expect(at).toBe(status);
    }
  });

  it('closes no ticket that the guard of closing would refuse', () => {
    const calendar = readCalendar(replica.db.reader);
    const closed = rows.tickets.filter(({ status }) => status === 'closed');
    expect(closed.length).toBeGreaterThan(300);
    for (const { id, ownerId } of closed) {
      const events = rows.events.filter(({ ticketId }) => ticketId === id);
      const lastOf = (to: TicketStatus, from?: TicketStatus): number | null =>
        events.findLast((event) => event.toStatus === to && (from === undefined || event.fromStatus === from))
          ?.at ?? null;
      const facts = {
        id,
        status: 'resolved' as const,
        ownerId,
        resolvedAt: lastOf('resolved'),
        reopenedAt: lastOf('open', 'resolved'),
        interactions: rows.interactions.filter(({ ticketId }) => ticketId === id),
        calendar,
      };
      const reason = events.findLast(({ toStatus }) => toStatus === 'closed')?.reason ?? '';
      expect(checkTransition(facts, { to: 'closed', reason })).toEqual({ ok: true, value: undefined });
    }
  });

  it('writes only rows that their entities allow, whole instants among them', () => {
    const { reader } = replica.db;
    for (const entity of Object.values(entities)) {
      const schema = rowSchema<Entity>(entity);
      for (const row of findRows(reader, entity.name, 'TRUE', [])) {
        const parsed = schema.safeParse(row);
        expect(parsed.success, `${entity.name} ${parsed.error?.message}`).toBe(true);
      }
    }
  });

  it('tells nothing of the future but what is promised', () => {
    for (const { at } of [...rows.events, ...rows.interactions]) expect(at).toBeLessThanOrEqual(nowMs);
    for (const { openedAt } of rows.tickets) expect(openedAt).toBeLessThanOrEqual(nowMs);
  });

  it('leaves no slot open in any text', () => {
    const texts = [
      ...rows.tickets.map(({ subject }) => subject),
      ...rows.interactions.map(({ body }) => body),
      ...rows.events.map(({ solution, nextStep, reason }) => `${solution}${nextStep}${reason}`),
      ...rows.followUps.map(({ script }) => script ?? ''),
    ];
    expect(texts.filter((text) => /[{}]|undefined/.test(text))).toEqual([]);
  });

  it('numbers tickets in the order in which they came in, with check digits that fit', () => {
    const counters = rows.tickets.map(({ number }) => {
      const parsed = parseTicketNumber(number);
      return parsed.ok ? parsed.value.counter : 0;
    });
    expect(counters).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
  });

  it('looks like a working office: most is done, some waits, some is late, some has no owner', () => {
    const active = rows.tickets.filter(({ status }) =>
      ['new', 'open', 'pending_customer', 'pending_internal'].includes(status),
    );
    expect(active.length).toBeGreaterThan(60);
    expect(active.length).toBeLessThan(180);
    const late = active.filter(({ resolveDueAt }) => (resolveDueAt ?? nowMs) < nowMs);
    expect(late.length).toBeGreaterThan(5);
    expect(late.length).toBeLessThan(active.length / 2);
    const orphans = active.filter(({ ownerId }) => ownerId === null);
    expect(orphans.length).toBeGreaterThan(5);
    expect(new Set(active.map(({ status }) => status)).size).toBe(4);
    expect(
      rows.followUps.filter(({ state, dueAt }) => state === 'scheduled' && dueAt > nowMs).length,
    ).toBeGreaterThan(10);
  });

  it('knows the named people: a VIP with a dead device, and one man stored twice', () => {
    const rahimi = rows.customers.find(({ displayName }) => displayName === 'مریم رحیمی');
    expect(rahimi).toMatchObject({ tier: 'VIP', clvBand: 'A' });
    const hers = rows.tickets.filter(({ customerId }) => customerId === rahimi?.id);
    expect(hers.filter(({ status }) => status === 'open').map(({ subject }) => subject)).toEqual([
      'دستگاه تصفیه روشن نمی‌شود، پنج روز از نصب',
    ]);
    const numbers = rows.contacts.filter(({ e164 }) => e164 === '+989351112233');
    expect(new Set(numbers.map(({ customerId }) => customerId)).size).toBe(2);
    const names = numbers.map(
      ({ customerId }) => rows.customers.find(({ id }) => id === customerId)?.displayName ?? '',
    );
    expect(new Set(names.map((name) => searchKeys(name).joined)).size).toBe(1);
    expect(rows.contacts.some(({ e164 }) => e164 === '+9647701234567')).toBe(true);
  });

  it('reads every number that it invents', () => {
    const phones = rows.contacts.filter(({ type }) => type === 'mobile' || type === 'landline');
    expect(phones.filter(({ e164 }) => e164 === null)).toEqual([]);
    expect(phones.length).toBeGreaterThan(500);
  });

  it('has an admin, two agents, a supervisor, someone of level 2 and a viewer', () => {
    expect(rows.users.map(({ role }) => role).sort()).toEqual([
      'admin',
      'agent',
      'agent',
      'level2',
      'supervisor',
      'viewer',
    ]);
  });
});

describe('samples of other kinds', () => {
  it('is the same every time', async () => {
    const [one, other] = await Promise.all([
      sampleCentre('fa', { customers: 60, tickets: 120 }),
      sampleCentre('fa', { customers: 60, tickets: 120 }),
    ]);
    const told = (replica: Replica) =>
      all(replica)
        .interactions.map(({ at, body }) => `${at} ${body}`)
        .sort();
    expect(told(one)).toEqual(told(other));
  });

  it('speaks the language of the office', async () => {
    for (const language of ['ar', 'en'] as const) {
      const { customers } = all(await sampleCentre(language, { customers: 80, tickets: 100 }));
      const speaking = customers.filter((customer) => customer.language === language);
      expect(speaking.length).toBeGreaterThan(30);
    }
  });

  it('can be empty, and can be made in the night before a day off', async () => {
    const { customers } = all(await sampleCentre('fa', { customers: 0, tickets: 0 }));
    expect(customers).toEqual([]);
    const friday = Date.UTC(2026, 10, 20, 1, 0);
    const { interactions, events } = all(await sampleCentre('fa', { customers: 30, tickets: 60 }, friday));
    expect([...interactions, ...events].filter(({ at }) => at > friday)).toEqual([]);
  });
});
