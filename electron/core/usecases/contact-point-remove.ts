import type { contactPoint as contactContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { recordsOf, shownRecord } from '../db/customer-alias.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';

/** Marks a contact as removed. Errors: `not-found`, `last-contact`. */
export const contactPointRemove = (
  command: Command,
  { contactPointId }: InputOf<typeof contactContract.remove>,
): Outcome<typeof done> =>
  commit(command, 'contactPoint.remove', undefined, (tx) => {
    const stored = findRow(tx.connection, 'contact_point', contactPointId);
    if (stored === null) return err(notFound('contact_point', contactPointId));
    const all = findRows(tx.connection, 'contact_point', `customerId IN ${recordsOf('?')}`, [
      shownRecord(tx.connection, blobOf(stored.customerId)),
    ]);
    if (all.length === 1) return err({ code: 'last-contact' });
    tx.update(contactPoint, contactPointId, { deletedAt: tx.nowMs });
    return ok(done);
  });
