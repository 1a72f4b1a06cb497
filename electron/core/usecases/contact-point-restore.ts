import type { contactPoint as contactContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { isInserted } from '../db/find-row.ts';
import { type Command, commit, done, notFound, type Outcome } from './command.ts';

/** Undoes a removal; of one that is not removed, nothing changes. Errors: `not-found`. */
export const contactPointRestore = (
  command: Command,
  { contactPointId }: InputOf<typeof contactContract.restore>,
): Outcome<typeof done> =>
  commit(command, 'contactPoint.restore', undefined, (tx) => {
    if (!isInserted(tx.connection, 'contact_point', contactPointId))
      return err(notFound('contact_point', contactPointId));
    tx.update(contactPoint, contactPointId, { deletedAt: null });
    return ok(done);
  });
