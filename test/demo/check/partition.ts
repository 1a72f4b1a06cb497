import type { ApiClient, ApiOutputs } from '../../../shared/contract/index.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { type DemoOffice, seats } from '../demo-office.ts';
import { until } from '../until.ts';
import { createDeskWork } from './desk-work.ts';
import type { Ledger } from './ledger.ts';

type Conflict = ApiOutputs['conflict']['list']['rows'][number];

const conflictOf = async (api: ApiClient, customerId: CustomerId): Promise<Conflict | null> => {
  const { rows } = await api.conflict.list({});
  return rows.find((row) => row.rowId === customerId && row.field === 'city') ?? null;
};

/**
 * Three islands: no hub, and two desks that cannot find each other. Both change the same field of one customer
 * and both go on working; on one the ticket is solved while its customer calls the other. Then everybody comes
 * back, and one of the values is chosen.
 * @throws when the conflict does not show on every replica with both values, or does not go on every replica, or
 * when the ticket whose customer called is not open on all of them.
 */
export const partitionAndDecide = async (
  office: DemoOffice,
  { customerId, ticketId }: { readonly customerId: CustomerId; readonly ticketId: TicketId },
  ledger: Ledger,
): Promise<void> => {
  const desks = ['deskA', 'deskB'] as const;
  for (const seat of seats) await office.stop(seat);
  await Promise.all(desks.map((seat) => office.start(seat, { apart: true })));
  for (const [seat, city] of [
    ['deskA', 'شیراز'],
    ['deskB', 'تبریز'],
  ] as const) {
    const { api } = office.core(seat);
    const work = createDeskWork(api, ledger);
    await api.customer.update({ customerId, city });
    await work.note(customerId, `در جزیرهٔ ${seat} نوشته شد`);
    await work.ticket(customerId, `تیکت جزیرهٔ ${seat}`);
    await work.tag(customerId, `جزیرهٔ ${seat}`);
    if (seat === 'deskA') await work.resolve(ticketId, 'در جزیره حل شد');
    else await work.call(customerId, ticketId, 'in', 'هنوز درست نشده است');
  }
  for (const seat of desks) {
    // At the end of it: nobody found anybody all the while.
    const { peers } = await office.core(seat).api.sync.status();
    if (peers !== 0) throw new Error(`${seat} saw ${peers} peers in the partition`);
  }
  for (const seat of desks) await office.stop(seat);
  await Promise.all([...seats].reverse().map((seat) => office.start(seat)));

  for (const seat of seats) {
    const { api } = office.core(seat);
    const conflict = await until(`${seat} shows the conflict`, () => conflictOf(api, customerId));
    const values = conflict.values.map(({ value }) => value).sort();
    if (JSON.stringify(values) !== JSON.stringify(['تبریز', 'شیراز'])) {
      throw new Error(`${seat} shows the conflict with ${JSON.stringify(values)}`);
    }
  }
  const { api } = office.core('hub');
  const conflict = await conflictOf(api, customerId);
  const chosen = conflict?.values.find(({ value }) => value === 'شیراز');
  if (conflict === null || chosen === undefined)
    throw new Error('the conflict is gone before it was decided');
  const { entity, rowId, field } = conflict;
  await api.conflict.decide({ entity, rowId, field, stamp: chosen.stamp });
  ledger.add({ kind: 'field', customerId, field: 'city', value: 'شیراز' });
  for (const seat of seats) {
    const desk = office.core(seat).api;
    await until(`the conflict is gone on ${seat}`, async () =>
      (await conflictOf(desk, customerId)) === null ? true : null,
    );
  }
  for (const seat of seats) {
    const { ticket } = await office.core(seat).api.ticket.get({ ticketId });
    if (ticket.status !== 'open')
      throw new Error(`the ticket whose customer called is ${ticket.status} on ${seat}`);
  }
};
