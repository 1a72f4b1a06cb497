import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { customerMerge } from '../../../shared/entities/customer-merge.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { joinsToUndo, mergeUndoableMs } from '../../../shared/rules/customer-merge.ts';
import { recordsOf, shownCustomerId } from '../db/customer-alias.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';

const msPerDay = 86_400_000;

/**
 * Makes a merged record a customer of its own again; what was merged into it goes with it.
 * Errors: `not-found`, `customer-not-merged` also for the record that is shown, `merge-undo-too-late`.
 */
export const customerUnmerge = (
  command: Command,
  { commandId, customerId }: InputOf<typeof customerContract.unmerge>,
): Outcome<typeof done> =>
  commit(command, 'customer.unmerge', commandId, (tx) => {
    if (findRow(tx.connection, 'customer', customerId) === null) return err(notFound('customer', customerId));
    const shown = shownCustomerId(tx.connection, customerId);
    if (shown === customerId) return err({ code: 'customer-not-merged' });
    const joins = findRows(
      tx.connection,
      'customer_merge',
      `undoneAt IS NULL AND loserId IN ${recordsOf('?')}`,
      [blobOf(shown)],
    );
    const undone = joinsToUndo(joins, customerId, shown);
    if (undone.some(({ mergedAt }) => tx.nowMs - mergedAt > mergeUndoableMs))
      return err({ code: 'merge-undo-too-late', data: { days: mergeUndoableMs / msPerDay } });
    for (const { id } of undone) tx.update(customerMerge, id, { undoneAt: tx.nowMs });
    return ok(done);
  });
