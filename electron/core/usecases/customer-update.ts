import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Command, commit, done, type Outcome } from './command.ts';
import { takeCustomer } from './take-customer.ts';

/** Writes the fields that differ from what is stored. Errors: `not-found`. */
export const customerUpdate = (
  command: Command,
  { commandId, customerId, ...patch }: InputOf<typeof customerContract.update>,
): Outcome<typeof done> =>
  commit(command, 'customer.update', commandId, (tx) => {
    const taken = takeCustomer(tx, customerId);
    if (!taken.ok) return taken;
    tx.update(customer, taken.value, patch);
    return ok(done);
  });
