import type { BodyStore } from '../../electron/core/attachments/body-store.ts';
import { runCommand } from '../../electron/core/db/commit.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import type { ApiClient } from '../../shared/contract/index.ts';
import type { CustomerId, TicketId, UserId } from '../../shared/lib/ids.ts';
import { ok } from '../../shared/lib/result.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { attachBytes } from './attach-file.ts';

const names = ['مریم رحیمی', 'علي كريمي', 'علی کریمی', 'نرگس فرهنگ‌زاده', 'أبو حسن', 'شرکت آبان‌گستر'];
const cities = ['تهران', 'کرج', 'قم', 'اصفهان', 'یزد'];
const tagNames = ['پیگیری', 'عصبانی', 'نصب'];
const notes = ['زنگ زد', 'قول تماس تا ۳۰ دقیقه', '<b>متن</b> با علامت', 'note مخلوط ۱۲۳'];

interface Desk {
  readonly replica: Replica;
  readonly bodies: BodyStore;
  readonly userId: UserId;
  readonly api: ApiClient;
  readonly random: SeededRandom;
}

type Work = (desk: Desk) => Promise<string>;

/** Agents look at what is on top: many at the same few. */
const mostlyFirst = <T>(random: SeededRandom, rows: readonly T[]): T | undefined =>
  random.chance(0.6) || rows.length === 0 ? rows[0] : random.pick(rows);

const someCustomer = async ({ api, random }: Desk): Promise<CustomerId | null> => {
  const { rows } = await api.customer.list({ limit: 50 });
  return mostlyFirst(random, rows)?.id ?? null;
};

const someTicket = async ({ api, random }: Desk): Promise<TicketId | null> => {
  const { rows } = await api.ticket.list({ scope: 'all', limit: 50 });
  return mostlyFirst(random, rows)?.id ?? null;
};

/** Does something with a customer, or makes one when there is none yet. */
const withCustomer =
  (work: (desk: Desk, customerId: CustomerId) => Promise<string>): Work =>
  async (desk) => {
    const customerId = await someCustomer(desk);
    return customerId === null ? addCustomer(desk) : work(desk, customerId);
  };

const withTicket =
  (work: (desk: Desk, ticketId: TicketId) => Promise<string>): Work =>
  async (desk) => {
    const ticketId = await someTicket(desk);
    return ticketId === null ? addTicket(desk) : work(desk, ticketId);
  };

const addCustomer: Work = async ({ api, random }) => {
  const raw = `0912${random.integer(1_000_000, 1_000_020)}`;
  await api.customer.create({ displayName: random.pick(names), contacts: [{ raw }] });
  return 'customer.create';
};

const editCustomer = withCustomer(async ({ api, random }, customerId) => {
  await api.customer.update({ customerId, city: random.pick(cities) });
  return 'customer.update city';
});

const editNote = withCustomer(async ({ api, random }, customerId) => {
  await api.customer.update({
    customerId,
    note: random.pick(notes),
    tier: random.pick(['VIP', 'B2B', 'standard']),
  });
  return 'customer.update note, tier';
});

const workOnContacts = withCustomer(async ({ api, random }, customerId) => {
  const { contacts } = await api.customer.get({ customerId });
  const contact = contacts.length === 0 ? null : random.pick(contacts);
  if (contact === null || random.chance(0.5)) {
    await api.contactPoint.add({ customerId, raw: `021${random.integer(10_000_000, 99_999_999)}` });
    return 'contactPoint.add';
  }
  const contactPointId = contact.id;
  if (random.chance(0.5)) {
    await api.contactPoint.remove({ contactPointId });
    if (random.chance(0.5)) await api.contactPoint.restore({ contactPointId });
    return 'contactPoint.remove';
  }
  await api.contactPoint.update({ contactPointId, label: random.pick(['خانه', 'دفتر']) });
  return 'contactPoint.update';
});

const workOnTags = withCustomer(async ({ api, random }, customerId) => {
  const { tags } = await api.customer.get({ customerId });
  const tag = tags.length > 0 && random.chance(0.5) ? random.pick(tags) : null;
  if (tag === null) await api.tag.attach({ customerId, name: random.pick(tagNames) });
  else await api.tag.detach({ customerId, tagId: tag.id });
  return tag === null ? 'tag.attach' : 'tag.detach';
});

const mergeCustomers = withCustomer(async (desk, customerId) => {
  const { api, random } = desk;
  const { merged } = await api.customer.get({ customerId });
  if (merged.length > 0 && random.chance(0.5)) {
    await api.customer.unmerge({ customerId: random.pick(merged).customerId });
    return 'customer.unmerge';
  }
  const winnerId = await someCustomer(desk);
  if (winnerId !== null) await api.customer.merge({ customerId, winnerId });
  return 'customer.merge';
});

/** The hub makes a budget and grants; everybody spends and passes on what is theirs, as long as there is any. */
const workWithMoney: Work = async ({ api, random }) => {
  const [budget] = await api.budget.list();
  const amountRial = random.integer(1, 120);
  if (budget === undefined) {
    await api.budget.create({ name: 'آذر', totalRial: 1000 });
    return 'budget.create';
  }
  const own = budget.grants.find(({ isOwn }) => isOwn);
  const others = budget.grants.filter(({ isOwn }) => !isOwn);
  if (own === undefined || random.chance(0.2)) {
    const peers = await api.sync.peers();
    const deviceId = peers.length === 0 ? undefined : random.pick(peers).deviceId;
    if (deviceId === undefined) return 'nobody to grant to';
    await api.grant.give({ budgetId: budget.budgetId, deviceId, amountRial: 3 * amountRial });
    return 'grant.give';
  }
  if (others.length > 0 && random.chance(0.3)) {
    await api.grant.transfer({
      fromGrantId: own.grantId,
      toGrantId: random.pick(others).grantId,
      amountRial,
    });
    return 'grant.transfer';
  }
  await api.spend.record({ grantId: own.grantId, amountRial, reason: random.pick(notes) });
  return 'spend.record';
};

const addNote = withCustomer(async ({ api, random }, customerId) => {
  await api.interaction.addNote({ customerId, body: random.pick(notes) });
  return 'interaction.addNote';
});

const addTicket: Work = withCustomer(async ({ api }, customerId) => {
  await api.ticket.create({ customerId, subject: 'دستگاه روشن نمی‌شود', body: 'چراغ چشمک می‌زند' });
  return 'ticket.create';
});

const callOnTicket = withTicket(async ({ api, random }, ticketId) => {
  const { ticket } = await api.ticket.get({ ticketId });
  await api.interaction.logCall({
    customerId: ticket.customerId,
    ticketId,
    direction: random.pick(['in', 'out']),
    outcome: random.pick(['reached', 'no_answer']),
    body: random.pick(notes),
    confirmsResolution: random.chance(0.3),
  });
  return 'interaction.logCall';
});

const moveTicket = withTicket(async ({ api, random }, ticketId) => {
  const step = random.pick(['resolve', 'wait', 'resume', 'reopen', 'close', 'cancel', 'update'] as const);
  const reason = 'به دلیل آزمون';
  if (step === 'resolve')
    await api.ticket.resolve({ ticketId, solution: 'تعویض آداپتور', nextStep: 'تماس فردا' });
  if (step === 'wait')
    await api.ticket.wait({ ticketId, for: random.pick(['customer', 'internal']), reason });
  if (step === 'resume') await api.ticket.resume({ ticketId });
  if (step === 'reopen') await api.ticket.reopen({ ticketId, reason });
  if (step === 'close') await api.ticket.close({ ticketId, reason });
  if (step === 'cancel') await api.ticket.cancel({ ticketId, reason });
  if (step === 'update')
    await api.ticket.update({ ticketId, urgency: random.pick(['high', 'medium', 'low']) });
  return `ticket.${step}`;
});

const decideConflict: Work = async (desk) => {
  const { rows } = await desk.api.conflict.list({ limit: 20 });
  const conflict = rows.length === 0 ? null : desk.random.pick(rows);
  if (conflict === null) return editCustomer(desk);
  const { stamp } = desk.random.pick(conflict.values);
  await desk.api.conflict.decide({
    entity: conflict.entity,
    rowId: conflict.rowId,
    field: conflict.field,
    stamp,
  });
  return 'conflict.decide';
};

/** What only the next version of the program can say; this one keeps it and passes it on. */
const sayMore = withCustomer(async ({ replica, random }, customerId) => {
  const { entities } = replica.db.writer.model;
  const { invoice, customer } = entities;
  if (invoice === undefined || customer === undefined) return 'not in this version';
  const mood = random.pick(['خوش', 'تند', 'آرام']);
  const said = runCommand(replica, { name: 'customer.mood', author: { userId: null } }, (tx) => {
    tx.update(customer, customerId, { mood });
    tx.insert(invoice, { title: 'فاکتور', totalRial: random.integer(1, 9_000_000) });
    return ok(null);
  });
  return said.ok ? 'customer.mood' : `refused: ${said.error.code}`;
});

const attach = withCustomer(async (desk, customerId) => {
  // Some hold the same: one body for all of them.
  const bytes = Buffer.from(desk.random.pick(notes).repeat(desk.random.integer(1, 3)), 'utf8');
  const added = await attachBytes(desk, desk.userId, customerId, bytes);
  return added.ok ? 'attachment.add' : `refused: ${added.error.code}`;
});

/** Named, so that a schedule can say which. */
const works = {
  addCustomer,
  editCity: editCustomer,
  editNote,
  contacts: workOnContacts,
  tags: workOnTags,
  money: workWithMoney,
  addNote,
  addTicket,
  call: callOnTicket,
  moveTicket,
  decide: decideConflict,
  merge: mergeCustomers,
  newer: sayMore,
  attach,
} satisfies Record<string, Work>;

export type WorkKind = keyof typeof works;

// The keys of the record above, in its order.
export const workKinds = Object.keys(works) as [WorkKind, ...WorkKind[]];

/** Files are added on some days only: waiting until they are everywhere takes long. */
export const everydayKinds = workKinds.filter((kind) => kind !== 'attach');

/** Of a version that does not know a customer's city. */
export const inOlderVersion = (kind: WorkKind): WorkKind => (kind === 'editCity' ? 'editNote' : kind);

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown';

export interface WorkOutcome {
  readonly what: string;
  /** Of a refusal by a rule of the domain, which is an answer; `unknown` or that of a fault is a bug. */
  readonly code: string | null;
  readonly cause: unknown;
}

/** One thing that an agent does, as any script could do it. */
export const doWork = async (desk: Desk, kind: WorkKind): Promise<WorkOutcome> => {
  try {
    return { what: await works[kind](desk), code: null, cause: null };
  } catch (cause) {
    return { what: `refused: ${codeOf(cause)}`, code: codeOf(cause), cause };
  }
};
