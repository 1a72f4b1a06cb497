import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/** Opens a finished ticket again; without the customer's word only for a reason. Errors: those of the transition, `not-found`. */
export const ticketReopen = (
  command: Command,
  input: InputOf<typeof ticketContract.reopen>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.reopen', input, (at) =>
    takeStep(at, { to: 'open', reason: input.reason }, { reason: input.reason }),
  );
