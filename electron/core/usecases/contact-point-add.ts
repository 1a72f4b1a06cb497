import type { contactPoint as contactContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { ok } from '../../../shared/lib/result.ts';
import { isTelephone } from '../../../shared/rules/read-contact.ts';
import { recordsOf } from '../db/customer-alias.ts';
import { findRows } from '../db/find-row.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { phoneOptions, readTypedContact } from './contact-fields.ts';
import { takeCustomer } from './take-customer.ts';

type Contract = typeof contactContract.add;

/** Adds a contact behind the others. Errors: `not-found`, `contact-unusable`. */
export const contactPointAdd = (
  command: Command,
  { commandId, customerId: named, raw, type, label, worksWithoutInternet }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'contactPoint.add', commandId, (tx) => {
    const taken = takeCustomer(tx, named);
    if (!taken.ok) return taken;
    const customerId = taken.value;
    const read = readTypedContact(raw, type, phoneOptions(tx.connection));
    if (!read.ok) return read;
    const { warning, ...fields } = read.value;
    const others = findRows(tx.connection, 'contact_point', `customerId IN ${recordsOf('?')}`, [
      blobOf(customerId),
    ]);
    const contactPointId = tx.insert(contactPoint, {
      customerId,
      raw,
      ...fields,
      label: label ?? null,
      preferredOrder: Math.max(-1, ...others.map(({ preferredOrder }) => preferredOrder)) + 1,
      worksWithoutInternet: worksWithoutInternet ?? isTelephone(fields),
    });
    return ok({ contactPointId, warning });
  });
