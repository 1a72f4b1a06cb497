import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { interaction as interactionContract } from '../../../shared/contract/ticket.ts';
import { interaction } from '../../../shared/entities/interaction.ts';
import { ticket } from '../../../shared/entities/ticket.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { takeTarget } from './interaction-target.ts';
import { type TicketAtHand, writeStep } from './ticket-step.ts';

type Contract = typeof interactionContract.logCall;
type Call = InputOf<Contract>;

/** A clock that is a little ahead of ours is no call in the future. */
const futureToleranceMs = 5 * 60_000;

/**
 * What a customer's call does to the ticket. A finished one opens again, unless the call is the word that all
 * is well, or was before the resolve and is only written down now. One that is worked on says its status once
 * more, so that a step taken elsewhere meanwhile without knowing of this call does not hide it (domain model,
 * order-free status rule).
 */
const hearCustomer = (at: TicketAtHand, call: Call): void => {
  const { stored, steps, tx, userId } = at;
  const before = call.at !== null && steps.resolvedAt !== null && call.at < steps.resolvedAt;
  if (call.confirmsResolution || before) return;
  switch (stored.status) {
    case 'resolved':
    case 'closed':
    case 'pending_customer':
      writeStep(at, 'open', stored.ownerId === null ? { ownerId: userId } : {});
      return;
    case 'open':
    case 'pending_internal':
      tx.update(ticket, stored.id, { status: stored.status });
      return;
    case 'new':
    case 'merged':
    case 'cancelled':
      return;
  }
};

/**
 * Writes down a call. Talking with the customer, or leaving a message, is the first response of a ticket that
 * has none yet. Errors: `not-found`, `input-not-valid` for a call in the future.
 */
export const interactionLogCall = (command: Command, call: Call): Outcome<OutputOf<Contract>> =>
  commit(command, 'interaction.logCall', call.commandId, (tx) => {
    const { commandId: _, ...fields } = call;
    const at = call.at ?? tx.nowMs;
    if (at > tx.nowMs + futureToleranceMs) {
      return err({ code: 'input-not-valid', data: { field: 'at', problem: 'future' } });
    }
    const target = takeTarget(tx, command, call);
    if (!target.ok) return target;
    const interactionId = tx.insert(interaction, {
      ...fields,
      customerId: target.value.customerId,
      at,
      channel: 'phone',
      enteredAt: tx.nowMs,
      agentId: command.user.id,
    });
    const hand = target.value.ticket;
    if (hand !== null && call.direction === 'in') hearCustomer(hand, call);
    const answered =
      call.outcome === 'reached' || (call.direction === 'out' && call.outcome === 'left_message');
    if (hand !== null && answered && hand.stored.firstRespondedAt === null) {
      tx.update(ticket, hand.stored.id, { firstRespondedAt: Math.max(at, hand.stored.openedAt) });
    }
    return ok({ interactionId });
  });
