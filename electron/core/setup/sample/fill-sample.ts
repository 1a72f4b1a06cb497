import type { AppError } from '../../../../shared/contract/errors.ts';
import type { ApiInputs } from '../../../../shared/contract/index.ts';
import type { UserId } from '../../../../shared/lib/ids.ts';
import { ok, type Result } from '../../../../shared/lib/result.ts';
import { samplePassword } from '../../../../shared/lib/sample-password.ts';
import { runCommand } from '../../db/commit.ts';
import type { Replica } from '../../db/replica.ts';
import type { Transaction } from '../../db/transaction.ts';
import { hashPassword } from '../../identity/password.ts';
import { namedPeople } from './named-people.ts';
import { createOfficeTime } from './office-time.ts';
import { sampleOffices } from './people/sample-users.ts';
import { planCustomer } from './plan-customer.ts';
import { type PlannedTicket, planTickets } from './plan-tickets.ts';
import { sampleProduct } from './products.ts';
import type { SampleCustomer } from './sample-customer.ts';
import type { SampleTicket } from './sample-ticket.ts';
import { createSeeded } from './seeded.ts';
import { tellTicket } from './tell-ticket.ts';
import { writeOffice } from './write-office.ts';
import { type WrittenCustomer, writeCustomer, writeTicket } from './write-sample.ts';

export type SampleSize = Required<NonNullable<ApiInputs['setup']['sample']>>;

const seed = 1405;
const historyDays = 21;
/** One operation each: large enough to be quick, small enough that the core answers in between. */
const customersPerSlice = 60;
const ticketsPerSlice = 60;
const dayMs = 86_400_000;
const minuteMs = 60_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const slicesOf = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );

type TicketToWrite = { readonly customerIndex: number; readonly openedAt: number } & (
  | { readonly told: SampleTicket }
  | { readonly planned: PlannedTicket }
);

const deviceOf = ({ orders }: SampleCustomer): string | null =>
  orders.findLast(({ product }) => sampleProduct(product).family === 'device')?.product ?? null;

/**
 * Fills a new call centre with invented customers and tickets, slice by slice: the same ones on every PC, told
 * as if they had come in over the three weeks before now. The first of them are the named people.
 */
const fill = async (
  replica: Replica,
  adminId: UserId,
  { language, customers: customerCount, tickets: ticketCount }: SampleSize,
): Promise<Result<null, AppError>> => {
  const passwordHash = await hashPassword(samplePassword, replica.random);
  const write = <T>(body: (tx: Transaction) => T): Result<T, AppError> =>
    runCommand(replica, { name: 'setup.sample', author: { userId: adminId } }, (tx) => ok(body(tx)));
  const officeRows = write((tx) => writeOffice(tx, replica, { language, adminId, passwordHash }));
  if (!officeRows.ok) return officeRows;
  const { calendar } = officeRows.value;
  const nowMs = replica.clock.nowMs();
  const time = createOfficeTime(calendar, nowMs, historyDays);
  const todayEpochDay = Math.floor((nowMs + calendar.tzOffsetMin * minuteMs) / dayMs);
  const seeded = createSeeded(seed);

  const named = namedPeople(time, todayEpochDay).slice(0, customerCount);
  const customers: SampleCustomer[] = named.map(({ customer }) => customer);
  while (customers.length < customerCount) customers.push(planCustomer(seeded, { language, todayEpochDay }));
  const written: WrittenCustomer[] = [];
  let company: WrittenCustomer | null = null;
  for (const slice of slicesOf(customers, customersPerSlice)) {
    const done = write((tx) => {
      for (const planned of slice) {
        const companyId = planned.worksForCompany ? (company?.id ?? null) : null;
        const made = writeCustomer(tx, officeRows.value, planned, companyId);
        if (planned.kind === 'company') company = made;
        written.push(made);
      }
    });
    if (!done.ok) return done;
    await nextTurn();
  }

  const toldFirst: TicketToWrite[] = named
    .flatMap(({ tickets }, customerIndex) =>
      tickets.map((told) => ({ told, customerIndex, openedAt: told.openedAt })),
    )
    .slice(0, ticketCount);
  // What happens to the named people is written by hand.
  const others = customers.slice(named.length);
  const planned: TicketToWrite[] =
    others.length === 0
      ? []
      : planTickets(seeded, time, others, ticketCount - toldFirst.length).map((plan) => ({
          planned: plan,
          customerIndex: plan.customerIndex + named.length,
          openedAt: plan.openedAt,
        }));
  // Numbers are given in the order in which tickets came in.
  const tickets = [...toldFirst, ...planned].sort((a, b) => a.openedAt - b.openedAt);
  for (const slice of slicesOf(tickets, ticketsPerSlice)) {
    const done = write((tx) => {
      for (const next of slice) {
        const [customer, row] = [customers[next.customerIndex], written[next.customerIndex]];
        if (customer === undefined || row === undefined) continue;
        const told = 'told' in next ? next.told : tellTicket(seeded, time, next.planned, customer);
        const product = told.type === 'technical' ? deviceOf(customer) : null;
        writeTicket(tx, officeRows.value, told, row, { isVip: customer.tier === 'VIP', product });
      }
    });
    if (!done.ok) return done;
    await nextTurn();
  }
  return ok(null);
};

export const fillSample = {
  users: (language: SampleSize['language']) => {
    const { organisationName, workingWeek, deviceName, users } = sampleOffices[language];
    const agentName = users.find(({ role }) => role === 'agent')?.name ?? users[0].name;
    return {
      organisationName,
      workingWeek,
      deviceName,
      adminName: users[0].name,
      agentName,
      password: samplePassword,
    };
  },
  fill,
};
