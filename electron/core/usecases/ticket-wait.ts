import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/** Stops the customer's clock, or waits for a colleague with the clock running. Errors: those of the transition, `not-found`. */
export const ticketWait = (
  command: Command,
  input: InputOf<typeof ticketContract.wait>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.wait', input, (at) =>
    takeStep(
      at,
      { to: input.for === 'customer' ? 'pending_customer' : 'pending_internal' },
      { reason: input.reason },
    ),
  );
