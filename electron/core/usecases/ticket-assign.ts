import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { hasRight } from '../../../shared/rules/rights.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, type done, notFound, type Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/**
 * Gives the ticket to somebody; a new one opens with that. Errors: `not-found`, `user-disabled`,
 * `right-missing` when that person may own none.
 */
export const ticketAssign = (
  command: Command,
  input: InputOf<typeof ticketContract.assign>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.assign', input, (at) => {
    const { tx, stored, userId } = at;
    const { ownerId } = input;
    const owner = findRow(tx.connection, 'user', ownerId);
    if (owner === null) return err(notFound('user', ownerId));
    if (owner.status === 'disabled') return err({ code: 'user-disabled' });
    if (!hasRight(owner.role, 'ticket.own')) {
      return err({ code: 'right-missing', data: { right: 'ticket.own' } });
    }
    if (stored.status === 'new') return takeStep(at, { to: 'open', ownerId }, { ownerId });
    if (stored.ownerId === ownerId) return ok(null);
    tx.update(ticket, stored.id, { ownerId });
    tx.insert(ticketEvent, {
      ticketId: stored.id,
      kind: 'assigned',
      ownerId,
      agentId: userId,
      at: tx.nowMs,
    });
    return ok(null);
  });
