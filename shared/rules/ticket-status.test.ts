import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticketStatuses } from '../entities/ticket.ts';
import {
  type ChosenStatus,
  canTransition,
  checkTransition,
  chooseStatus,
  nextStatuses,
  type TicketContact,
  type TicketFacts,
  type TicketStatus,
} from './ticket-status.ts';
import { workCalendar } from './working-week.ts';

const tehran = (local: string): number => Date.parse(`${local}+03:30`);
const resolvedAt = tehran('2026-11-21T12:00');

function facts(status: TicketStatus, more: Partial<TicketFacts> = {}): TicketFacts {
  return {
    id: 'ticket-1',
    status,
    ownerId: 'user-1',
    resolvedAt: status === 'resolved' || status === 'closed' ? resolvedAt : null,
    reopenedAt: null,
    interactions: [],
    calendar: workCalendar('ir', 210),
    ...more,
  };
}

function contact(local: string, more: Partial<TicketContact> = {}): TicketContact {
  return { direction: 'out', outcome: 'no_answer', at: tehran(local), confirmsResolution: false, ...more };
}

const allowed = { ok: true, value: undefined };
const refused = (error: object): object => ({ ok: false, error });

describe('ticket transitions', () => {
  it('F-22: the usual way leads from new to closed and back from closed to open', () => {
    const way: readonly TicketStatus[] = [
      'new',
      'open',
      'pending_customer',
      'open',
      'pending_internal',
      'resolved',
      'closed',
      'open',
    ];
    way.slice(1).forEach((to, i) => {
      expect(canTransition(way[i] ?? 'merged', to)).toBe(true);
    });
    expect(canTransition('new', 'resolved')).toBe(false);
    expect(canTransition('open', 'closed')).toBe(false);
    expect(nextStatuses('merged')).toEqual([]);
  });

  it('no ticket becomes new again, stays where it is, or leaves a merge', () => {
    for (const from of ticketStatuses) {
      expect(nextStatuses(from)).not.toContain('new');
      expect(nextStatuses(from)).not.toContain(from);
      expect(canTransition('merged', from)).toBe(false);
    }
  });

  it('a step that may not follow is refused by name', () => {
    expect(checkTransition(facts('new'), { to: 'closed', reason: 'x' })).toEqual(
      refused({ type: 'transition-not-allowed', from: 'new', to: 'closed' }),
    );
  });

  it('F-22: open needs an owner, who may come with the step', () => {
    const orphan = facts('new', { ownerId: null });
    expect(checkTransition(orphan, { to: 'open' })).toEqual(refused({ type: 'owner-missing' }));
    expect(checkTransition(orphan, { to: 'open', ownerId: 'user-2' })).toEqual(allowed);
    expect(checkTransition(facts('open', { ownerId: null }), { to: 'pending_internal' })).toEqual(
      refused({ type: 'owner-missing' }),
    );
    expect(checkTransition(facts('open'), { to: 'pending_customer' })).toEqual(allowed);
  });

  it('F-22: resolved needs a solution and a next step', () => {
    const resolve = (solution: string, nextStep: string) =>
      checkTransition(facts('open'), { to: 'resolved', solution, nextStep });
    expect(resolve(' ', 'تماس فردا')).toEqual(refused({ type: 'solution-missing' }));
    expect(resolve('تعویض شد', '')).toEqual(refused({ type: 'next-step-missing' }));
    expect(resolve('تعویض شد', 'کار دیگری نمانده')).toEqual(allowed);
  });

  it('F-30: the word of the customer closes', () => {
    const said = contact('2026-11-22T10:00', {
      direction: 'in',
      outcome: 'reached',
      confirmsResolution: true,
    });
    const close = { to: 'closed', reason: '' } as const;
    expect(checkTransition(facts('resolved', { interactions: [said] }), close)).toEqual(allowed);
    const reopenedAt = tehran('2026-11-23T10:00');
    expect(checkTransition(facts('resolved', { interactions: [said], reopenedAt }), close)).toEqual(
      refused({ type: 'close-not-confirmed', attempts: 0, workingDays: 0 }),
    );
  });

  it('F-30: so do three attempts on three working days, with a reason', () => {
    const three = [contact('2026-11-22T10:00'), contact('2026-11-23T10:00'), contact('2026-11-24T10:00')];
    const close = (interactions: readonly TicketContact[], reason = 'سه بار پاسخ نداد') =>
      checkTransition(facts('resolved', { interactions }), { to: 'closed', reason });
    expect(close(three)).toEqual(allowed);
    expect(close(three, ' ')).toEqual(refused({ type: 'reason-missing' }));
    expect(close(three.slice(1))).toEqual(
      refused({ type: 'close-not-confirmed', attempts: 2, workingDays: 2 }),
    );
    expect(close([...three.slice(1), contact('2026-11-24T15:00')])).toEqual(
      refused({ type: 'close-not-confirmed', attempts: 3, workingDays: 2 }),
    );
    // 2026-11-27 is a Friday, 2026-11-20 lies before the resolve, and reaching somebody is no failed attempt.
    for (const useless of [
      contact('2026-11-27T10:00'),
      contact('2026-11-20T10:00'),
      contact('2026-11-25T10:00', { outcome: 'reached' }),
      contact('2026-11-25T10:00', { direction: 'internal', outcome: null }),
    ]) {
      expect(close([...three.slice(1), useless]).ok).toBe(false);
    }
  });

  it('F-30: a finished ticket opens again when the customer is heard from, else with a reason', () => {
    const heard = contact('2026-11-23T09:00', { direction: 'in', outcome: 'reached' });
    for (const status of ['resolved', 'closed'] as const) {
      expect(checkTransition(facts(status), { to: 'open' })).toEqual(refused({ type: 'reason-missing' }));
      expect(checkTransition(facts(status), { to: 'open', reason: 'دوباره خراب شد' })).toEqual(allowed);
      expect(checkTransition(facts(status, { interactions: [heard] }), { to: 'open' })).toEqual(allowed);
      const before = contact('2026-11-21T09:00', { direction: 'in' });
      expect(checkTransition(facts(status, { interactions: [before] }), { to: 'open' }).ok).toBe(false);
    }
    expect(checkTransition(facts('pending_customer'), { to: 'open' })).toEqual(allowed);
  });

  it('F-31: a ticket is not merged into itself, nor into one that is gone', () => {
    const merge = (id: string, status: TicketStatus) =>
      checkTransition(facts('open'), { to: 'merged', target: { id, status } });
    expect(merge('ticket-2', 'closed')).toEqual(allowed);
    for (const result of [
      merge('ticket-1', 'open'),
      merge('ticket-2', 'merged'),
      merge('ticket-2', 'cancelled'),
    ]) {
      expect(result).toEqual(refused({ type: 'merge-target-unusable' }));
    }
    expect(checkTransition(facts('new'), { to: 'cancelled', reason: '' })).toEqual(
      refused({ type: 'reason-missing' }),
    );
    expect(checkTransition(facts('new'), { to: 'cancelled', reason: 'spam' })).toEqual(allowed);
  });
});

describe('chooseStatus', () => {
  const choose = (...statuses: readonly TicketStatus[]): ChosenStatus =>
    chooseStatus(statuses.map((status) => ({ status })));

  it('the order-free rule of the domain, case by case', () => {
    expect(choose('closed', 'open')).toEqual({ status: 'open', review: false });
    expect(choose('resolved', 'open')).toEqual({ status: 'open', review: false });
    expect(choose('resolved', 'pending_customer')).toEqual({ status: 'resolved', review: true });
    expect(choose('resolved', 'pending_internal')).toEqual({ status: 'resolved', review: true });
    expect(choose('closed', 'resolved')).toEqual({ status: 'closed', review: false });
    for (const status of ticketStatuses) {
      expect(choose('merged', status)).toEqual({ status: 'merged', review: false });
    }
  });

  it('S6: resolved here, waiting there, and the customer wrote: open', () => {
    expect(choose('resolved', 'pending_internal', 'open').status).toBe('open');
  });

  it('discarding never wins over work, and asks for a look', () => {
    for (const status of ['pending_customer', 'pending_internal', 'resolved', 'closed'] as const) {
      expect(choose('cancelled', status)).toEqual({ status, review: true });
    }
    expect(choose('cancelled', 'open').status).toBe('open');
    expect(choose('cancelled', 'new')).toEqual({ status: 'cancelled', review: false });
  });

  it('one transition stands as it is, and none is new', () => {
    for (const status of ticketStatuses) expect(choose(status)).toEqual({ status, review: false });
    expect(choose()).toEqual({ status: 'new', review: false });
  });

  it('is commutative, associative and idempotent', () => {
    const statuses = fc.array(fc.constantFrom(...ticketStatuses), { maxLength: 6 });
    fc.assert(
      fc.property(statuses, statuses, (a, b) => {
        const together = choose(...a, ...b);
        expect(choose(...b, ...a)).toEqual(together);
        expect(choose(...a, ...b, ...a)).toEqual(together);
        expect(choose(...[...a, ...b].reverse())).toEqual(together);
        expect(chooseStatus([choose(...a), choose(...b)])).toEqual(together);
      }),
      { numRuns: 2000 },
    );
  });
});
