import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';

/** Writes the fields that differ from what is stored. Errors: `not-found`. */
export const customerUpdate = (
  command: Command,
  { commandId, customerId, ...patch }: InputOf<typeof customerContract.update>,
): Outcome<typeof done> =>
  commit(command, 'customer.update', commandId, (tx) => {
    if (findRow(tx.connection, 'customer', customerId) === null) return err(notFound('customer', customerId));
    tx.update(customer, customerId, patch);
    return ok(done);
  });
