import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import { interaction } from '../../../shared/entities/interaction.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../shared/entities/ticket-event.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { hasRight } from '../../../shared/rules/rights.ts';
import { formatTicketNumber } from '../../../shared/rules/ticket-number.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { takeCustomer } from './take-customer.ts';
import { deadlines } from './ticket-deadlines.ts';

type Contract = typeof ticketContract.create;

/**
 * Opens a ticket with its final number, written in one transaction with this device's counter. Its maker owns
 * it and it is open; only where the maker may not own one, it is new and waits for an owner.
 * Errors: `not-found`, `not-set-up`.
 */
export const ticketCreate = (command: Command, input: InputOf<Contract>): Outcome<OutputOf<Contract>> =>
  commit(command, 'ticket.create', input.commandId, (tx) => {
    const { subject, type, impact, urgency, body, channel } = input;
    const membership = command.replica.membership();
    if (membership === null) return err({ code: 'not-set-up' });
    const taken = takeCustomer(tx, input.customerId);
    if (!taken.ok) return taken;
    const customerId = taken.value;
    const { user } = command;
    const openedAt = tx.nowMs;
    const ownerId = hasRight(user.role, 'ticket.own') ? user.id : null;
    const status = ownerId === null ? 'new' : 'open';
    const number = formatTicketNumber(membership.deviceCode, tx.nextTicketCounter());
    const ticketId = tx.insert(ticket, {
      number,
      customerId,
      subject,
      type,
      impact,
      urgency,
      ownerId,
      status,
      openedAt,
      ...deadlines(tx.connection, { customerId, impact, urgency, openedAt }),
    });
    const agentId = user.id;
    tx.insert(ticketEvent, { ticketId, kind: 'created', toStatus: status, ownerId, agentId, at: openedAt });
    if (body.trim() !== '') {
      tx.insert(interaction, {
        customerId,
        ticketId,
        channel,
        direction: channel === 'note' || channel === 'system' ? 'internal' : 'in',
        at: openedAt,
        enteredAt: openedAt,
        body: body.trim(),
        agentId,
        confirmsResolution: false,
      });
    }
    return ok({ ticketId, number });
  });
