import type { grant as grantContract } from '../../../shared/contract/budget.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { grant } from '../../../shared/entities/budget.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { freeOfBudget } from '../../../shared/rules/escrow.ts';
import { findRow } from '../db/find-row.ts';
import { grantsOfBudget } from '../db/grant-moves.ts';
import { type Command, commit, notFound, type Outcome } from './command.ts';
import { requireHub } from './require-hub.ts';

type Contract = typeof grantContract.give;

/**
 * Promises a part of a budget to one device.
 * Errors: `only-on-hub`, `not-found`, `budget-exceeded`.
 */
export const grantGive = (
  command: Command,
  { commandId, ...fields }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'grant.give', commandId, (tx) => {
    const hub = requireHub(command);
    if (!hub.ok) return hub;
    const budget = findRow(tx.connection, 'budget', fields.budgetId);
    if (budget === null) return err(notFound('budget', fields.budgetId));
    const device = findRow(tx.connection, 'device', fields.deviceId);
    // Whoever goes on under another identity could never spend it.
    if (device === null || device.replacedById !== null) return err(notFound('device', fields.deviceId));
    const availableRial = freeOfBudget(budget.totalRial, grantsOfBudget(tx.connection, budget.id));
    if (fields.amountRial > availableRial) return err({ code: 'budget-exceeded', data: { availableRial } });
    return ok({ grantId: tx.insert(grant, { ...fields, takenBackRial: 0 }) });
  });
