import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { contactPoint } from '../../../shared/entities/contact-point.ts';
import { customer } from '../../../shared/entities/customer.ts';
import { ok } from '../../../shared/lib/result.ts';
import { isTelephone } from '../../../shared/rules/read-contact.ts';
import { readOrganisation } from '../db/read-organisation.ts';
import { type Command, commit, type Outcome } from './command.ts';
import { phoneOptions, readTypedContact } from './contact-fields.ts';

type Contract = typeof customerContract.create;

/** Makes a customer with the contacts given, in their order; a walk-in may have none. Errors: `contact-unusable`. */
export const customerCreate = (
  command: Command,
  { commandId, contacts, ...profile }: InputOf<Contract>,
): Outcome<OutputOf<Contract>> =>
  commit(command, 'customer.create', commandId, (tx) => {
    const customerId = tx.insert(customer, {
      ...profile,
      kind: profile.kind ?? 'person',
      language: profile.language ?? readOrganisation(tx.connection)?.language ?? 'fa',
      tier: profile.tier ?? 'standard',
      clvBand: profile.clvBand ?? 'unknown',
    });
    const options = phoneOptions(tx.connection);
    for (const [preferredOrder, contact] of contacts.entries()) {
      const read = readTypedContact(contact.raw, contact.type, options);
      if (!read.ok) return read;
      const { warning: _, ...fields } = read.value;
      tx.insert(contactPoint, {
        customerId,
        raw: contact.raw,
        ...fields,
        label: contact.label ?? null,
        preferredOrder,
        worksWithoutInternet: contact.worksWithoutInternet ?? isTelephone(fields),
      });
    }
    return ok({ customerId });
  });
