import type { budget as budgetContract } from '../../../shared/contract/budget.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { budget } from '../../../shared/entities/budget.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { requireHub } from './require-hub.ts';

type Contract = typeof budgetContract.create;

/** Errors: `only-on-hub`. */
export const budgetCreate = (
  command: Command,
  { commandId, ...fields }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'budget.create', commandId, (tx) => {
    const hub = requireHub(command);
    return hub.ok ? ok({ budgetId: tx.insert(budget, fields) }) : hub;
  });
