import type { tag as tagContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { customerTag } from '../../../shared/entities/tag.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';
import { deriveId } from './derive-id.ts';

/** Takes a tag off a customer; the tag itself stays. Errors: `not-found`. */
export const tagDetach = (
  command: Command,
  { customerId, tagId }: InputOf<typeof tagContract.detach>,
): Outcome<typeof done> =>
  commit(command, 'tag.detach', undefined, (tx) => {
    const id = deriveId('customer_tag', customerId, tagId);
    const row = findRow(tx.connection, 'customer_tag', id);
    if (row === null) return err(notFound('tag', tagId));
    if (row.removedAt === null) tx.update(customerTag, id, { removedAt: tx.nowMs });
    return ok(done);
  });
