import type { spend as spendContract } from '../../../shared/contract/budget.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { spend } from '../../../shared/entities/budget.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { checkSpend, grantBalance } from '../../../shared/rules/escrow.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, notFound, type Outcome } from './command.ts';
import { takeCustomer } from './take-customer.ts';
import { grantRefusal, takeGrant } from './take-grant.ts';

type Contract = typeof spendContract.record;

/**
 * Spends from a grant of this device. Errors: `not-set-up`, `not-found`, `grant-of-another-device`, `grant-too-low`,
 * `grant-single-limit`.
 */
export const spendRecord = (
  command: Command,
  { commandId, grantId, customerId, ...fields }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'spend.record', commandId, (tx) => {
    const membership = command.replica.membership();
    if (membership === null) return err({ code: 'not-set-up' });
    const taken = takeGrant(tx, grantId);
    if (!taken.ok) return taken;
    const { ticketId, amountRial } = fields;
    if (ticketId !== null && findRow(tx.connection, 'ticket', ticketId) === null)
      return err(notFound('ticket', ticketId));
    const customer = customerId === null ? ok(null) : takeCustomer(tx, customerId);
    if (!customer.ok) return customer;
    const { stored, moves } = taken.value;
    const allowed = checkSpend(stored, moves, membership.deviceId, amountRial);
    if (!allowed.ok) return err(grantRefusal(allowed.error));
    const spendId = tx.insert(spend, {
      grantId,
      ...fields,
      customerId: customer.value,
      agentId: command.user.id,
    });
    return ok({ spendId, balanceRial: grantBalance(stored, moves) - amountRial });
  });
