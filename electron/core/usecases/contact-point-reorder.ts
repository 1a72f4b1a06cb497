import type { contactPoint as contactContract } from '../../../shared/contract/customer.ts';
import type { InputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { ok } from '../../../shared/lib/result.ts';
import { recordsOf } from '../db/customer-alias.ts';
import { findRows } from '../db/find-row.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, done, type Outcome } from './command.ts';
import { takeCustomer } from './take-customer.ts';

/**
 * Puts the contacts into the order given. One that came meanwhile keeps its place behind them, and one that is
 * gone is passed over. Errors: `not-found`.
 */
export const contactPointReorder = (
  command: Command,
  { customerId, order }: InputOf<typeof contactContract.reorder>,
): Outcome<typeof done> =>
  commit(command, 'contactPoint.reorder', undefined, (tx) => {
    const taken = takeCustomer(tx, customerId);
    if (!taken.ok) return taken;
    const stored = findRows(
      tx.connection,
      'contact_point',
      `customerId IN ${recordsOf('?')}`,
      [blobOf(taken.value)],
      'preferredOrder, id',
    );
    const named = order.flatMap((id) => stored.find((contact) => contact.id === id) ?? []);
    const rest = stored.filter((contact) => !order.includes(contact.id));
    for (const [preferredOrder, contact] of [...named, ...rest].entries()) {
      if (contact.preferredOrder !== preferredOrder) {
        tx.update(contactPoint, contact.id, { preferredOrder });
      }
    }
    return ok(done);
  });
