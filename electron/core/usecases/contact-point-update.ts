import type { contactPoint as contactContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { findRow } from '../db/find-row.ts';
import { type Command, commit, notFound, type Outcome } from './command.ts';
import { phoneOptions, readTypedContact } from './contact-fields.ts';

type Contract = typeof contactContract.update;

/** A new text is read anew; a type that a person chose holds. Errors: `not-found`, `contact-unusable`. */
export const contactPointUpdate = (
  command: Command,
  { commandId, contactPointId, raw, type, label, worksWithoutInternet }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'contactPoint.update', commandId, (tx) => {
    const stored = findRow(tx.connection, 'contact_point', contactPointId);
    if (stored === null) return err(notFound('contact_point', contactPointId));
    tx.update(contactPoint, contactPointId, { label, worksWithoutInternet });
    if ((raw === undefined || raw === stored.raw) && (type === undefined || type === stored.type)) {
      return ok({ warning: null });
    }
    const read = readTypedContact(raw ?? stored.raw, type, phoneOptions(tx.connection));
    if (!read.ok) return read;
    const { warning, ...fields } = read.value;
    tx.update(contactPoint, contactPointId, { raw, ...fields });
    return ok({ warning });
  });
