// What the shared rules need to know of a ticket, read from the card: the same rule that the core applies
// decides here whether a button can be pressed, and what is still missing.
import { canTransition, type TicketFacts, type TicketStatus } from '../../../shared/rules/ticket-status.ts';
import type { WorkCalendar } from '../../../shared/rules/working-time.ts';
import type { TicketCard } from './ticket-types.ts';

const wasResolved = (status: TicketStatus | null): boolean => status === 'resolved' || status === 'closed';

const isFinished = (status: TicketStatus): boolean => wasResolved(status) || status === 'cancelled';

/** The newest status event that fits, milliseconds UTC. */
function lastStatusAt(
  { timeline }: TicketCard,
  fits: (from: TicketStatus | null, to: TicketStatus | null) => boolean,
): number | null {
  const times = timeline.flatMap((item) =>
    item.kind === 'ticket_event' &&
    item.event.kind === 'status' &&
    fits(item.event.fromStatus, item.event.toStatus)
      ? [item.event.at]
      : [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

export function ticketFacts(card: TicketCard, calendar: WorkCalendar): TicketFacts {
  return {
    id: card.ticket.id,
    status: card.ticket.status,
    ownerId: card.ticket.ownerId,
    resolvedAt: lastStatusAt(card, (_from, to) => to === 'resolved'),
    reopenedAt: lastStatusAt(card, (from, to) => to === 'open' && wasResolved(from)),
    interactions: card.timeline.flatMap((item) => (item.kind === 'interaction' ? [item.interaction] : [])),
    calendar,
  };
}

export type StepName =
  | 'assign'
  | 'resolve'
  | 'waitInternal'
  | 'waitCustomer'
  | 'resume'
  | 'reopen'
  | 'close'
  | 'cancel';

/** Which steps a ticket in this status offers. What a step needs is asked for when it is taken. */
export function offersStep(step: StepName, status: TicketStatus): boolean {
  switch (step) {
    case 'assign':
      return !isFinished(status) && status !== 'merged';
    case 'resolve':
      return canTransition(status, 'resolved');
    case 'waitInternal':
      return canTransition(status, 'pending_internal');
    case 'waitCustomer':
      return canTransition(status, 'pending_customer');
    case 'resume':
      return status === 'pending_customer' || status === 'pending_internal';
    case 'reopen':
      return isFinished(status) && canTransition(status, 'open');
    case 'close':
      return canTransition(status, 'closed');
    case 'cancel':
      return canTransition(status, 'cancelled');
  }
}

/** The steps that stand as buttons, the usual one last; the others wait in the menu. */
export function leadingSteps(status: TicketStatus): readonly StepName[] {
  switch (status) {
    case 'new':
      return ['assign'];
    case 'open':
      return ['waitCustomer', 'waitInternal', 'resolve'];
    case 'pending_customer':
    case 'pending_internal':
      return ['resume', 'resolve'];
    case 'resolved':
      return ['reopen', 'close'];
    case 'closed':
    case 'cancelled':
      return ['reopen'];
    case 'merged':
      return [];
  }
}
