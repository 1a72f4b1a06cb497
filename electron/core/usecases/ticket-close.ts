import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/** Ends a resolved ticket once the customer agreed, or cannot be reached (F-30). Errors: those of the transition, `not-found`. */
export const ticketClose = (
  command: Command,
  input: InputOf<typeof ticketContract.close>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.close', input, (at) =>
    takeStep(at, { to: 'closed', reason: input.reason }, { reason: input.reason }),
  );
