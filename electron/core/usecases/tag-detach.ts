import type { tag as tagContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { customerTag } from '../../../shared/entities/tag.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { recordsOf, shownRecord } from '../db/customer-alias.ts';
import { findRows } from '../db/find-row.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';

/** Takes a tag off a customer; the tag itself stays. Errors: `not-found`. */
export const tagDetach = (
  command: Command,
  { customerId, tagId }: InputOf<typeof tagContract.detach>,
): Outcome<typeof done> =>
  commit(command, 'tag.detach', undefined, (tx) => {
    const rows = findRows(tx.connection, 'customer_tag', `customerId IN ${recordsOf('?')} AND tagId = ?`, [
      shownRecord(tx.connection, blobOf(customerId)),
      blobOf(tagId),
    ]);
    if (rows.length === 0) return err(notFound('tag', tagId));
    for (const { id, removedAt } of rows)
      if (removedAt === null) tx.update(customerTag, id, { removedAt: tx.nowMs });
    return ok(done);
  });
