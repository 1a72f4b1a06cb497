/** What people in an office do, command by command: each one small operation, with the time of day between them. */
import type { Replica } from '../../electron/core/db/replica.ts';
import { systemClock } from '../../electron/core/real-world.ts';
import type { Command, Outcome } from '../../electron/core/usecases/command.ts';
import { customerCreate } from '../../electron/core/usecases/customer-create.ts';
import { customerUpdate } from '../../electron/core/usecases/customer-update.ts';
import { interactionAddNote } from '../../electron/core/usecases/interaction-add-note.ts';
import { interactionLogCall } from '../../electron/core/usecases/interaction-log-call.ts';
import { ticketClose } from '../../electron/core/usecases/ticket-close.ts';
import { ticketCreate } from '../../electron/core/usecases/ticket-create.ts';
import { ticketResolve } from '../../electron/core/usecases/ticket-resolve.ts';
import { ticketUpdate } from '../../electron/core/usecases/ticket-update.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { CustomerId, TicketId, UserId } from '../../shared/lib/ids.ts';
import { uuidV7 } from '../../shared/lib/uuid.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import {
  cities,
  first,
  last,
  openBenchReplica,
  readOffice,
  streets,
  type WrittenOffice,
} from './office-rows.ts';

const meanPauseMs = 20_000;
const users = 8;

/** Wall time goes on by some seconds with every command; nothing else about it is unusual. */
const steppedClock = (random: SeededRandom): { readonly clock: Clock; step(): void } => {
  const startMs = 1_790_000_000_000;
  let spentMs = 0;
  return {
    clock: { ...systemClock, nowMs: () => startMs + spentMs, monotonicMs: () => spentMs },
    step: () => {
      spentMs += random.integer(1, 2 * meanPauseMs);
    },
  };
};

const words =
  'مشتری گفت که دستگاه از دیروز روشن نمی‌شود و چراغ آن قرمز است فاکتور را پیدا نکرد قرار شد فردا صبح دوباره تماس بگیریم قطعه سفارش داده شد و تا پایان هفته می‌رسد نشانی تازه را فرستاد از پاسخ راضی بود'.split(
    ' ',
  );
const sentence = (random: SeededRandom, least: number, most: number): string =>
  Array.from({ length: random.integer(least, most) }, () => random.pick(words)).join(' ');

const done = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
};

const commandsOf = (replica: Replica, random: SeededRandom): (() => Command) => {
  const ids = Array.from({ length: users }, () => uuidV7(1_780_000_000_000, random.bytes(10)) as UserId);
  return () => ({ replica, user: { id: random.pick(ids), role: 'agent' } });
};

const createCustomer = (command: Command, random: SeededRandom): CustomerId => {
  const digits = String(random.integer(100_000_000, 399_999_999));
  const contacts = [{ type: 'mobile' as const, raw: `09${digits}` }];
  const displayName = `${random.pick(first)} ${random.pick(last)} ${random.integer(1, 9999)}`;
  const city = random.pick(cities);
  const address = `${random.pick(streets)}، پلاک ${random.integer(1, 400)}، واحد ${random.integer(1, 20)}`;
  return done(customerCreate(command, { displayName, city, address, contacts })).customerId;
};

/** Nothing but new customers, one by one. */
export const writeSingles = (count: number): WrittenOffice => {
  const random = seededRandom('P7-single');
  const { clock, step } = steppedClock(random);
  const writer = openBenchReplica(':memory:', undefined, clock);
  const command = commandsOf(writer, random);
  for (let n = 0; n < count; n += 1) {
    step();
    createCustomer(command(), random);
  }
  return readOffice(writer);
};

/**
 * A month as offices have it: calls, notes, tickets that are opened, corrected, solved and closed, and some new
 * customers. @param count commands.
 */
export const writeMonth = (count: number): WrittenOffice => {
  const random = seededRandom('P7-month');
  const { clock, step } = steppedClock(random);
  const writer = openBenchReplica(':memory:', undefined, clock);
  const command = commandsOf(writer, random);
  const customers: CustomerId[] = [createCustomer(command(), random)];
  const open: { readonly ticketId: TicketId; readonly customerId: CustomerId }[] = [];
  const solved: TicketId[] = [];
  const takeAny = <T>(list: T[]): T | undefined =>
    list.length === 0 ? undefined : list.splice(random.integer(0, list.length - 1), 1)[0];
  for (let n = 1; n < count; n += 1) {
    step();
    const by = command();
    const kind = random.next();
    const any = open.length === 0 ? null : random.pick(open);
    const customerId = any !== null && random.chance(0.7) ? any.customerId : random.pick(customers);
    const ticketId = any?.customerId === customerId ? any.ticketId : null;
    if (kind < 0.1) customers.push(createCustomer(by, random));
    else if (kind < 0.3) {
      const [subject, body] = [sentence(random, 3, 6), sentence(random, 8, 30)];
      const type = 'technical';
      const made = ticketCreate(by, {
        customerId,
        subject,
        body,
        type,
        impact: 'medium',
        urgency: 'medium',
        channel: 'phone',
      });
      open.push({ customerId, ticketId: done(made).ticketId });
    } else if (kind < 0.55) {
      const call = {
        direction: 'in' as const,
        outcome: 'reached' as const,
        durationSec: random.integer(20, 900),
      };
      const rest = { at: null, contactPointId: null, confirmsResolution: false };
      done(interactionLogCall(by, { customerId, ticketId, body: sentence(random, 5, 25), ...call, ...rest }));
    } else if (kind < 0.7)
      done(interactionAddNote(by, { customerId, ticketId, body: sentence(random, 5, 25) }));
    else if (kind < 0.75)
      done(customerUpdate(by, { customerId, city: random.pick(cities), note: sentence(random, 3, 10) }));
    else if (kind < 0.8 && any !== null)
      done(ticketUpdate(by, { ticketId: any.ticketId, urgency: 'high', subject: sentence(random, 3, 6) }));
    else if (kind < 0.92) {
      const taken = takeAny(open);
      if (taken === undefined) continue;
      done(
        ticketResolve(by, {
          ticketId: taken.ticketId,
          solution: sentence(random, 5, 20),
          nextStep: sentence(random, 3, 8),
        }),
      );
      solved.push(taken.ticketId);
    } else {
      const ticketId = takeAny(solved);
      // One that waits for its confirming call is not closed yet.
      if (ticketId !== undefined) ticketClose(by, { ticketId, reason: sentence(random, 2, 6) });
    }
  }
  return readOffice(writer);
};
