import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import type { ticket as ticketContract } from '../../../shared/contract/ticket.ts';
import { followUp } from '../../../shared/entities/follow-up.ts';
import { ok } from '../../../shared/lib/result.ts';
import { nextWorkingDayAt } from '../../../shared/rules/next-working-day.ts';
import type { Command, done, Outcome } from './command.ts';
import { stepCommand, takeStep } from './ticket-step.ts';

const dayAfterMinute = 10 * 60;
const dayAfterWindowMin = 120;

/**
 * Says what solved it and what comes next, and plans the call of the day after for the same agent: the next
 * working day at 10:00. Errors: those of the transition, `not-found`.
 */
export const ticketResolve = (
  command: Command,
  input: InputOf<typeof ticketContract.resolve>,
): Outcome<typeof done> =>
  stepCommand(command, 'ticket.resolve', input, (at) => {
    const { solution, nextStep } = input;
    const stepped = takeStep(at, { to: 'resolved', solution, nextStep }, { solution, nextStep });
    if (!stepped.ok) return stepped;
    const { tx, stored, calendar, userId } = at;
    tx.insert(followUp, {
      kind: 'day_after',
      ticketId: stored.id,
      customerId: stored.customerId,
      assigneeId: stored.ownerId ?? userId,
      dueAt: nextWorkingDayAt(tx.nowMs, dayAfterMinute, calendar),
      windowMin: dayAfterWindowMin,
      state: 'scheduled',
    });
    return ok(null);
  });
