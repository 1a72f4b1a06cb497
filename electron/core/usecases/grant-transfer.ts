import type { grant as grantContract } from '../../../shared/contract/budget.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { grantTransfer as grantTransferEntity } from '../../../shared/entities/budget.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { checkTransfer } from '../../../shared/rules/escrow.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';
import { grantRefusal, takeGrant } from './take-grant.ts';

/**
 * Moves a part of this device's grant to another one of the same budget. It is gone here at once and counts there
 * when it arrives. Errors: `not-set-up`, `not-found`, `grant-of-another-device`, `grant-too-low`.
 */
export const grantTransfer = (
  command: Command,
  { commandId, fromGrantId, toGrantId, amountRial }: InputOf<typeof grantContract.transfer>,
): Outcome<typeof done> =>
  commit(command, 'grant.transfer', commandId, (tx) => {
    const membership = command.replica.membership();
    if (membership === null) return err({ code: 'not-set-up' });
    const from = takeGrant(tx, fromGrantId);
    if (!from.ok) return from;
    const to = takeGrant(tx, toGrantId);
    if (!to.ok) return to;
    // To another budget it would raise that one above its total.
    if (toGrantId === fromGrantId || to.value.stored.budgetId !== from.value.stored.budgetId)
      return err(notFound('grant', toGrantId));
    const { stored, moves } = from.value;
    const allowed = checkTransfer(stored, moves, membership.deviceId, amountRial);
    if (!allowed.ok) return err(grantRefusal(allowed.error));
    tx.insert(grantTransferEntity, { fromGrantId, toGrantId, amountRial, agentId: command.user.id });
    return ok(done);
  });
