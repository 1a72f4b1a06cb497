/**
 * The life of a ticket: which step may follow which, what each step needs, and which status holds when
 * devices that did not see each other took different steps.
 */
import type { outcomes } from '../entities/interaction.ts';
import type { ticketStatuses } from '../entities/ticket.ts';
import { assertNever } from '../lib/assert-never.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { type WorkCalendar, workingDate } from './working-time.ts';

export type TicketStatus = (typeof ticketStatuses)[number];

const nextByStatus: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  new: ['open', 'merged', 'cancelled'],
  open: ['pending_customer', 'pending_internal', 'resolved', 'merged', 'cancelled'],
  pending_customer: ['open', 'resolved', 'merged', 'cancelled'],
  pending_internal: ['open', 'resolved', 'merged', 'cancelled'],
  resolved: ['closed', 'open', 'merged'],
  closed: ['open', 'merged'],
  merged: [],
  // Taken for spam by mistake: the way back is to open it.
  cancelled: ['open'],
};

/** Somebody still has to do something: the ticket stands in the queue. */
export const activeStatuses = ['new', 'open', 'pending_customer', 'pending_internal'] as const;

export const isActive = (status: TicketStatus): boolean => activeStatuses.some((active) => active === status);

/** The statuses that may follow `from`, the usual one first. What each needs is said by `checkTransition`. */
export function nextStatuses(from: TicketStatus): readonly TicketStatus[] {
  return nextByStatus[from];
}

export function canTransition(from: TicketStatus, to: TicketStatus): boolean {
  return nextByStatus[from].includes(to);
}

/** The part of an interaction that the guards look at; a stored interaction fits. */
export interface TicketContact {
  readonly direction: 'in' | 'out' | 'internal';
  readonly outcome: (typeof outcomes)[number] | null;
  /** When it happened, milliseconds UTC. */
  readonly at: number;
  readonly confirmsResolution: boolean;
}

export interface TicketFacts {
  readonly id: string;
  readonly status: TicketStatus;
  readonly ownerId: string | null;
  /** When it was last resolved, milliseconds UTC. */
  readonly resolvedAt: number | null;
  /** When it was last opened again after a resolve. */
  readonly reopenedAt: number | null;
  readonly interactions: readonly TicketContact[];
  readonly calendar: WorkCalendar;
}

export type TicketTransition =
  /** `ownerId` when the same step also assigns. `reason` opens a finished ticket without a customer's word. */
  | { readonly to: 'open'; readonly ownerId?: string; readonly reason?: string }
  | { readonly to: 'pending_customer' | 'pending_internal' }
  /** `nextStep` may say that nothing more is to come, but it must say something. */
  | { readonly to: 'resolved'; readonly solution: string; readonly nextStep: string }
  | { readonly to: 'closed'; readonly reason: string }
  | { readonly to: 'merged'; readonly target: { readonly id: string; readonly status: TicketStatus } }
  | { readonly to: 'cancelled'; readonly reason: string };

export type TransitionRefusal =
  | { readonly type: 'transition-not-allowed'; readonly from: TicketStatus; readonly to: TicketStatus }
  | { readonly type: 'owner-missing' }
  | { readonly type: 'solution-missing' }
  | { readonly type: 'next-step-missing' }
  | { readonly type: 'reason-missing' }
  | { readonly type: 'close-not-confirmed'; readonly attempts: number; readonly workingDays: number }
  | { readonly type: 'merge-target-unusable' };

const attemptsToClose = 3;
const workingDaysToClose = 3;

/** Whether the step may be taken now, and if not, what is missing. The same for the button and the core. */
export function checkTransition(
  ticket: TicketFacts,
  transition: TicketTransition,
): Result<void, TransitionRefusal> {
  const { to } = transition;
  if (!canTransition(ticket.status, to)) {
    return err({ type: 'transition-not-allowed', from: ticket.status, to });
  }
  switch (transition.to) {
    case 'open':
      return checkOpen(ticket, transition.ownerId ?? ticket.ownerId, transition.reason ?? '');
    case 'pending_customer':
    case 'pending_internal':
      return ticket.ownerId === null ? err({ type: 'owner-missing' }) : ok(undefined);
    case 'resolved':
      if (isBlank(transition.solution)) return err({ type: 'solution-missing' });
      return isBlank(transition.nextStep) ? err({ type: 'next-step-missing' }) : ok(undefined);
    case 'closed':
      return checkClose(ticket, transition.reason);
    case 'merged': {
      const { id, status } = transition.target;
      const usable = id !== ticket.id && status !== 'merged' && status !== 'cancelled';
      return usable ? ok(undefined) : err({ type: 'merge-target-unusable' });
    }
    case 'cancelled':
      return isBlank(transition.reason) ? err({ type: 'reason-missing' }) : ok(undefined);
    default:
      return assertNever(transition);
  }
}

const isBlank = (text: string): boolean => text.trim() === '';

function checkOpen(
  ticket: TicketFacts,
  ownerId: string | null,
  reason: string,
): Result<void, TransitionRefusal> {
  if (ownerId === null) return err({ type: 'owner-missing' });
  const finished =
    ticket.status === 'resolved' || ticket.status === 'closed' || ticket.status === 'cancelled';
  const heardFrom = ticket.interactions.some(
    ({ direction, at }) => direction === 'in' && ticket.resolvedAt !== null && at >= ticket.resolvedAt,
  );
  return finished && !heardFrom && isBlank(reason) ? err({ type: 'reason-missing' }) : ok(undefined);
}

/** F-30: the customer said so, or three attempts on three working days reached nobody and the reason is kept. */
function checkClose(ticket: TicketFacts, reason: string): Result<void, TransitionRefusal> {
  const { resolvedAt, reopenedAt, interactions, calendar } = ticket;
  // A word given before the ticket was opened again was about an answer that did not hold.
  if (interactions.some(({ at, confirmsResolution }) => confirmsResolution && at >= (reopenedAt ?? at))) {
    return ok(undefined);
  }
  const attempts = interactions.filter(
    ({ direction, outcome, at }) =>
      direction === 'out' && outcome !== null && outcome !== 'reached' && at >= (resolvedAt ?? at),
  );
  const dates = attempts.map(({ at }) => workingDate(at, calendar)).filter((date) => date !== null);
  const workingDays = new Set(dates).size;
  if (attempts.length < attemptsToClose || workingDays < workingDaysToClose) {
    return err({ type: 'close-not-confirmed', attempts: attempts.length, workingDays });
  }
  return isBlank(reason) ? err({ type: 'reason-missing' }) : ok(undefined);
}

export interface ConcurrentStatus {
  readonly status: TicketStatus;
  /** An earlier choice that already asked for a look. */
  readonly review?: boolean;
}

export interface ChosenStatus {
  readonly status: TicketStatus;
  /** A person should look: somebody finished, waited for or discarded what others saw differently. */
  readonly review: boolean;
}

/**
 * The later one holds. Merged holds over all, for the ticket lives on elsewhere. Open holds over every rest:
 * the customer wrote, or somebody works on it, and an open ticket is seen. Waiting inside holds over waiting
 * for the customer, for its clock runs. Discarding never holds over work.
 */
const statusesByWeight: readonly TicketStatus[] = [
  'new',
  'cancelled',
  'pending_customer',
  'pending_internal',
  'resolved',
  'closed',
  'open',
  'merged',
];

/**
 * The status of a ticket whose latest transitions did not know of each other: a join (commutative,
 * associative, idempotent), so every replica gets the same in any order. No transition at all is `new`.
 */
export function chooseStatus(concurrent: readonly ConcurrentStatus[]): ChosenStatus {
  return concurrent.reduce<ChosenStatus>(
    (chosen, { status, review = false }) => joinStatuses(chosen, { status, review }),
    { status: 'new', review: false },
  );
}

function joinStatuses(a: ChosenStatus, b: ChosenStatus): ChosenStatus {
  const aWeighsMore = statusesByWeight.indexOf(a.status) > statusesByWeight.indexOf(b.status);
  const [winner, loser] = aWeighsMore ? [a, b] : [b, a];
  return { status: winner.status, review: winner.review || needsLook(winner, loser) };
}

function needsLook(winner: ChosenStatus, loser: ChosenStatus): boolean {
  // An open ticket is looked at anyway, and a merged one at its target.
  if (winner.status === 'open' || winner.status === 'merged') return false;
  if (loser.review) return true;
  if (winner.status === loser.status) return false;
  const finished = winner.status === 'resolved' || winner.status === 'closed';
  const waiting = loser.status === 'pending_customer' || loser.status === 'pending_internal';
  return loser.status === 'cancelled' || (finished && waiting);
}
