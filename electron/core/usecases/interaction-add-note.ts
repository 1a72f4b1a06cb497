import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { interaction as interactionContract } from '../../../shared/contract/ticket.ts';
import { interaction } from '../../../shared/entities/interaction.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { takeTarget } from './interaction-target.ts';

type Contract = typeof interactionContract.addNote;

/** A note of a colleague: internal, so it is no answer to the customer. Errors: `not-found`. */
export const interactionAddNote = (
  command: Command,
  { commandId, customerId, ticketId, body }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'interaction.addNote', commandId, (tx) => {
    const target = takeTarget(tx, command, { customerId, ticketId });
    if (!target.ok) return target;
    const interactionId = tx.insert(interaction, {
      customerId: target.value.customerId,
      ticketId,
      channel: 'note',
      direction: 'internal',
      at: tx.nowMs,
      enteredAt: tx.nowMs,
      body,
      agentId: command.user.id,
      confirmsResolution: false,
    });
    return ok({ interactionId });
  });
