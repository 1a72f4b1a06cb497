import type { ApiInputs } from '../../../../shared/contract/index.ts';
import { contactPoint } from '../../../../shared/entities/contact-point.ts';
import { customer } from '../../../../shared/entities/customer.ts';
import { interaction } from '../../../../shared/entities/interaction.ts';
import { product } from '../../../../shared/entities/product.ts';
import { purchase } from '../../../../shared/entities/purchase.ts';
import { ticket } from '../../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../../shared/entities/ticket-event.ts';
import { user } from '../../../../shared/entities/user.ts';
import type { CustomerId, UserId } from '../../../../shared/lib/ids.ts';
import { ok } from '../../../../shared/lib/result.ts';
import { searchKeys } from '../../../../shared/rules/search-key.ts';
import { formatTicketNumber } from '../../../../shared/rules/ticket-number.ts';
import { runCommand } from '../../db/commit.ts';
import type { Replica } from '../../db/replica.ts';
import type { Transaction } from '../../db/transaction.ts';
import { hashPassword } from '../../identity/password.ts';
import * as texts from './sample-texts.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const perSlice = 50;

/** mulberry32: the same sample on every PC, so that pictures and tests agree. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const pickFrom =
  (random: () => number) =>
  <const T>(list: readonly T[]): T => {
    const value = list[Math.floor(random() * list.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };

export type SampleSize = Required<NonNullable<ApiInputs['setup']['sample']>>;

interface Sampler {
  readonly replica: Replica;
  readonly random: () => number;
  readonly pick: <const T>(list: readonly T[]) => T;
  readonly agents: readonly UserId[];
}

const digits = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

const addCustomer = (tx: Transaction, { random, pick }: Sampler, index: number): CustomerId => {
  const arabic = index % 17 === 5;
  const customerId = tx.insert(customer, {
    displayName: arabic ? pick(texts.arabicNames) : `${pick(texts.firstNames)} ${pick(texts.lastNames)}`,
    kind: 'person',
    language: arabic ? 'ar' : 'fa',
    city: pick(texts.cities),
    address: `${pick(texts.cities)}، ${pick(texts.streets)}، پلاک ${Math.floor(random() * 300) + 1}`,
    tier: index % 11 === 0 ? 'VIP' : index % 13 === 0 ? 'B2B' : 'standard',
    clvBand: pick(['A', 'B', 'C', 'C', 'D', 'unknown']),
    totalPurchaseRial: Math.floor(random() * 900) * 1_000_000,
    sinceEpochDay: Math.floor(tx.nowMs / dayMs) - Math.floor(random() * 2500) - 10,
  });
  const mobile = arabic ? `+964770${digits(random, 7)}` : `+98912${digits(random, 7)}`;
  tx.insert(contactPoint, {
    customerId,
    type: 'mobile',
    raw: mobile,
    e164: mobile,
    assumedArea: false,
    label: 'همراه',
    preferredOrder: 1,
    worksWithoutInternet: true,
  });
  if (random() < 0.4) {
    const landline = `+9821${digits(random, 8).replace(/^0/, '8')}`;
    tx.insert(contactPoint, {
      customerId,
      type: 'landline',
      raw: landline,
      e164: landline,
      assumedArea: false,
      label: 'خانه',
      preferredOrder: 2,
      worksWithoutInternet: true,
    });
  }
  return customerId;
};

const addTicket = (tx: Transaction, sampler: Sampler, customerId: CustomerId, deviceCode: number): void => {
  const { random, pick } = sampler;
  const openedAt = tx.nowMs - Math.floor(random() ** 3 * 20 * dayMs) - 5 * minuteMs;
  const resolved = random() < 0.55 && tx.nowMs - openedAt > dayMs;
  const agentId = pick(sampler.agents);
  const unassigned = !resolved && random() < 0.2;
  const impact = pick(['high', 'medium', 'medium', 'low'] as const);
  const urgency = pick(['high', 'medium', 'low'] as const);
  const ticketId = tx.insert(ticket, {
    number: formatTicketNumber(deviceCode, tx.nextTicketCounter()),
    customerId,
    subject: pick(texts.subjects),
    type: pick(['technical', 'technical', 'financial', 'general']),
    impact,
    urgency,
    ownerId: unassigned ? null : agentId,
    status: resolved ? 'resolved' : unassigned ? 'new' : pick(['open', 'open', 'pending_customer']),
    openedAt,
    firstResponseDueAt: openedAt + 30 * minuteMs,
    resolveDueAt: openedAt + (impact === 'high' ? 240 : 1080) * minuteMs,
    firstRespondedAt: unassigned ? null : openedAt + 9 * minuteMs,
  });
  tx.insert(ticketEvent, { ticketId, kind: 'created', toStatus: 'open', agentId, at: openedAt });
  const said = (direction: 'in' | 'internal', at: number, body: string): void => {
    tx.insert(interaction, {
      customerId,
      ticketId,
      channel: direction === 'in' ? 'phone' : 'note',
      direction,
      at,
      enteredAt: at,
      body,
      agentId,
      confirmsResolution: false,
      ...(direction === 'in'
        ? { outcome: 'reached' as const, durationSec: 60 + Math.floor(random() * 400) }
        : {}),
    });
  };
  said('in', openedAt, pick(texts.complaints));
  if (!unassigned) said('internal', openedAt + 9 * minuteMs, pick(texts.answers));
  if (resolved) {
    tx.insert(ticketEvent, {
      ticketId,
      kind: 'status',
      fromStatus: 'open',
      toStatus: 'resolved',
      solution: pick(texts.answers),
      nextStep: 'تماس پیگیری فردا',
      agentId,
      at: openedAt + 200 * minuteMs,
    });
  }
};

const addUsers = async (replica: Replica, adminId: UserId): Promise<UserId[]> => {
  const passwordHash = await hashPassword(texts.samplePassword, replica.random);
  const made = runCommand(replica, { name: 'setup.sample', author: { userId: adminId } }, (tx) => {
    for (const { name, critical } of texts.products) tx.insert(product, { name, critical });
    return ok(
      texts.sampleUsers
        .filter(({ role }) => role !== 'admin')
        .map(({ name, role }) =>
          tx.insert(user, { name, nameKey: searchKeys(name).joined, role, passwordHash, status: 'active' }),
        ),
    );
  });
  return made.ok ? made.value : [];
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const fillSample = {
  users: (_language: 'fa' | 'ar' | 'en') => ({
    organisationName: texts.organisationName,
    adminName: texts.sampleUsers[0].name,
    password: texts.samplePassword,
  }),
  /** Fills a new call centre with invented customers and tickets, slice by slice. */
  fill: async (replica: Replica, adminId: UserId, input: SampleSize): Promise<void> => {
    const random = seeded(1405);
    const agents = [adminId, ...(await addUsers(replica, adminId))];
    const sampler: Sampler = { replica, random, pick: pickFrom(random), agents };
    const deviceCode = replica.membership()?.deviceCode ?? 101;
    const { customers, tickets } = input;
    const ticketsEach = customers === 0 ? 0 : tickets / customers;
    for (let from = 0; from < customers; from += perSlice) {
      runCommand(replica, { name: 'setup.sample', author: { userId: adminId } }, (tx) => {
        for (let index = from; index < Math.min(customers, from + perSlice); index += 1) {
          const customerId = addCustomer(tx, sampler, index);
          const count = Math.floor((index + 1) * ticketsEach) - Math.floor(index * ticketsEach);
          for (let n = 0; n < count; n += 1) addTicket(tx, sampler, customerId, deviceCode);
          if (random() < 0.5) {
            tx.insert(purchase, {
              customerId,
              orderNumber: String(4000 + index),
              quantity: 1,
              totalRial: 185_000_000,
              orderedEpochDay: Math.floor(tx.nowMs / dayMs) - Math.floor(random() * 60),
              status: sampler.pick(['shipped', 'delivered', 'installed', 'trained']),
            });
          }
        }
        return ok(null);
      });
      await nextTurn();
    }
  },
};
