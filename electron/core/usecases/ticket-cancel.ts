import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/** Discards what was no request, with its reason. Errors: those of the transition, `not-found`. */
export const ticketCancel = (
  command: Command,
  input: InputOf<typeof ticketContract.cancel>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.cancel', input, (at) =>
    takeStep(at, { to: 'cancelled', reason: input.reason }, { reason: input.reason }),
  );
