import type { AppError } from '../../../shared/contract/errors.ts';
import { followUp } from '../../../shared/entities/follow-up.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import type { TicketId, UserId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import {
  checkTransition,
  type TicketStatus,
  type TicketTransition,
  type TransitionRefusal,
} from '../../../shared/rules/ticket-status.ts';
import type { WorkCalendar } from '../../../shared/rules/working-time.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { readCalendar } from '../db/read-organisation.ts';
import { readTicketSteps, type Ticket, type TicketSteps, ticketFacts } from '../db/ticket-facts.ts';
import type { Transaction } from '../db/transaction.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';
import { resumeClock } from './ticket-deadlines.ts';

/** A ticket inside a command, with what is known of its way so far. */
export interface TicketAtHand {
  readonly tx: Transaction;
  readonly stored: Ticket;
  readonly steps: TicketSteps;
  readonly calendar: WorkCalendar;
  readonly userId: UserId;
}

export const refusal = (refused: TransitionRefusal): AppError => {
  switch (refused.type) {
    case 'transition-not-allowed':
      return { code: refused.type, data: { from: refused.from, to: refused.to } };
    case 'close-not-confirmed':
      return {
        code: refused.type,
        data: { attempts: refused.attempts, workingDays: refused.workingDays },
      };
    default:
      return { code: refused.type };
  }
};

/** Finds the ticket that a command is about. */
export const takeTicket = (
  tx: Transaction,
  command: Command,
  ticketId: TicketId,
): Result<TicketAtHand, AppError> => {
  const stored = findRow(tx.connection, 'ticket', ticketId);
  if (stored === null) return err(notFound('ticket', ticketId));
  return ok({
    tx,
    stored,
    steps: readTicketSteps(tx.connection, stored),
    calendar: readCalendar(tx.connection),
    userId: command.user.id,
  });
};

/** What goes into the story beside the step itself. */
export interface StepDetail {
  readonly ownerId?: UserId;
  readonly solution?: string;
  readonly nextStep?: string;
  readonly reason?: string;
}

const textOrNull = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : text.trim();

const clockStands: readonly TicketStatus[] = ['pending_customer', 'resolved', 'closed'];

/** Day-after calls of a ticket that is open again: they will be planned anew by the next resolve. */
const cancelDayAfter = ({ tx, stored }: TicketAtHand): void => {
  const planned = findRows(
    tx.connection,
    'follow_up',
    "ticketId = ? AND kind = 'day_after' AND state = 'scheduled'",
    [blobOf(stored.id)],
  );
  for (const { id } of planned) tx.update(followUp, id, { state: 'cancelled' });
};

/**
 * Writes a status with its event; the guards were asked before. Writing the status that the ticket has already
 * says it again, which holds against a step elsewhere that this desk has not heard of.
 */
export const writeStep = (at: TicketAtHand, to: TicketStatus, detail: StepDetail = {}): void => {
  const { tx, stored, steps } = at;
  tx.update(ticket, stored.id, { status: to, ownerId: detail.ownerId });
  if (to === 'open' && clockStands.includes(stored.status)) {
    const waited = stored.status === 'pending_customer' ? null : steps.resolvedAt;
    resumeClock(tx, stored, waited ?? steps.statusSince);
    cancelDayAfter(at);
  }
  tx.insert(ticketEvent, {
    ticketId: stored.id,
    kind: 'status',
    fromStatus: stored.status,
    toStatus: to,
    ownerId: detail.ownerId ?? null,
    solution: textOrNull(detail.solution),
    nextStep: textOrNull(detail.nextStep),
    reason: textOrNull(detail.reason),
    agentId: at.userId,
    at: tx.nowMs,
  });
};

/** Asks the guards, then writes. The same rule decides about the button in the window. */
export const takeStep = (
  at: TicketAtHand,
  transition: TicketTransition,
  detail: StepDetail = {},
): Result<null, AppError> => {
  const facts = ticketFacts(at.tx.connection, at.stored, at.steps, at.calendar);
  const checked = checkTransition(facts, transition);
  if (!checked.ok) return err(refusal(checked.error));
  writeStep(at, transition.to, detail);
  return ok(null);
};

/** A command that is one step of a ticket. */
export const stepCommand = (
  command: Command,
  name: string,
  { ticketId, commandId }: { readonly ticketId: TicketId; readonly commandId?: string | undefined },
  step: (at: TicketAtHand) => Result<null, AppError>,
): Outcome<typeof done> =>
  commit(command, name, commandId, (tx) => {
    const taken = takeTicket(tx, command, ticketId);
    if (!taken.ok) return taken;
    const stepped = step(taken.value);
    return stepped.ok ? ok(done) : stepped;
  });
