import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { Command, done, Outcome } from './command.ts';
import { updateDeadlines } from './ticket-deadlines.ts';
import { stepCommand } from './ticket-step.ts';

/** Writes the fields that differ; with impact or urgency what is not met yet is due anew. Errors: `not-found`. */
export const ticketUpdate = (
  command: Command,
  { ticketId, commandId, ...patch }: InputOf<typeof ticketContract.update>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.update', { ticketId, commandId }, ({ tx, stored, userId }) => {
    const { subject, type, impact, urgency } = patch;
    const changed =
      (subject ?? stored.subject) !== stored.subject ||
      (type ?? stored.type) !== stored.type ||
      (impact ?? stored.impact) !== stored.impact ||
      (urgency ?? stored.urgency) !== stored.urgency;
    if (!changed) return ok(null);
    tx.update(ticket, ticketId, patch);
    updateDeadlines(tx, stored, { impact, urgency });
    tx.insert(ticketEvent, { ticketId, kind: 'edited', agentId: userId, at: tx.nowMs });
    return ok(null);
  });
