import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

/** Goes on after waiting. A finished ticket takes a reason: `ticket.reopen`. Errors: those of the transition, `not-found`. */
export const ticketResume = (
  command: Command,
  input: InputOf<typeof ticketContract.resume>,
): Outcome<typeof done> => stepCommand(command, 'ticket.resume', input, (at) => takeStep(at, { to: 'open' }));
