import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { customerMerge as customerMergeEntity } from '../../../shared/entities/customer-merge.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { deriveId } from './derive-id.ts';
import { takeCustomer } from './take-customer.ts';

type Contract = typeof customerContract.merge;

/**
 * Makes two records one customer. Both stay as they are; only which one is shown changes.
 * Errors: `not-found`, `customers-merged-already` also for one and the same.
 */
export const customerMerge = (
  command: Command,
  { commandId, customerId, winnerId }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'customer.merge', commandId, (tx) => {
    const loser = takeCustomer(tx, customerId);
    if (!loser.ok) return loser;
    const winner = takeCustomer(tx, winnerId);
    if (!winner.ok) return winner;
    if (loser.value === winner.value) return err({ code: 'customers-merged-already' });
    const id = deriveId('customer_merge', loser.value, winner.value);
    const said = { mergedAt: tx.nowMs, undoneAt: null };
    if (findRow(tx.connection, 'customer_merge', id) !== null) tx.update(customerMergeEntity, id, said);
    else tx.insertWithId(customerMergeEntity, id, { loserId: loser.value, winnerId: winner.value, ...said });
    return ok({ customerId: winner.value });
  });
