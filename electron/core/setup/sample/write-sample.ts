import { contactPoint } from '../../../../shared/entities/contact-point.ts';
import { customer } from '../../../../shared/entities/customer.ts';
import { followUp } from '../../../../shared/entities/follow-up.ts';
import { interaction } from '../../../../shared/entities/interaction.ts';
import { purchase } from '../../../../shared/entities/purchase.ts';
import { customerTag } from '../../../../shared/entities/tag.ts';
import { ticket } from '../../../../shared/entities/ticket.ts';
import { ticketEvent } from '../../../../shared/entities/ticket-event.ts';
import type { CustomerId, EntityId, TeamId, UserId } from '../../../../shared/lib/ids.ts';
import type { PhoneOptions } from '../../../../shared/rules/phone.ts';
import { urgencyLevel } from '../../../../shared/rules/priority-matrix.ts';
import { readContact } from '../../../../shared/rules/read-contact.ts';
import { slaTargets } from '../../../../shared/rules/sla-defaults.ts';
import { formatTicketNumber } from '../../../../shared/rules/ticket-number.ts';
import { addWorkingMinutes, type WorkCalendar } from '../../../../shared/rules/working-time.ts';
import type { Transaction } from '../../db/transaction.ts';
import { deriveId } from '../../usecases/derive-id.ts';
import { boughtRial, type SampleCustomer } from './sample-customer.ts';
import type { SampleTicket, Staff } from './sample-ticket.ts';
import type { SampleTag } from './tags.ts';

/** The rows that customers and tickets point to. */
export interface SampleOffice {
  readonly staff: Readonly<Record<Staff, UserId>>;
  readonly teams: Readonly<Record<'L1' | 'L2', TeamId>>;
  readonly products: ReadonlyMap<string, EntityId<'product'>>;
  readonly tags: ReadonlyMap<SampleTag, EntityId<'tag'>>;
  readonly deviceCode: number;
  readonly calendar: WorkCalendar;
  readonly phone: PhoneOptions;
}

export interface WrittenCustomer {
  readonly id: CustomerId;
  /** Where calls come from. */
  readonly phoneId: EntityId<'contact_point'> | null;
}

export const writeCustomer = (
  tx: Transaction,
  office: SampleOffice,
  planned: SampleCustomer,
  companyId: CustomerId | null,
): WrittenCustomer => {
  const { contacts, orders, tags, worksForCompany: _, ...fields } = planned;
  const id = tx.insert(customer, {
    ...fields,
    companyId,
    totalPurchaseRial: orders.length === 0 ? null : boughtRial(orders),
  });
  let phoneId: WrittenCustomer['phoneId'] = null;
  for (const [preferredOrder, contact] of contacts.entries()) {
    const { warning: __, ...derived } = readContact(contact.raw, contact.type, office.phone);
    const contactId = tx.insert(contactPoint, { customerId: id, ...contact, ...derived, preferredOrder });
    if (derived.e164 !== null) phoneId ??= contactId;
  }
  for (const { product, ...order } of orders) {
    tx.insert(purchase, { customerId: id, productId: office.products.get(product) ?? null, ...order });
  }
  for (const name of tags) {
    const tagId = office.tags.get(name);
    if (tagId !== undefined) {
      tx.insertWithId(customerTag, deriveId('customer_tag', id, tagId), { customerId: id, tagId });
    }
  }
  return { id, phoneId };
};

export const writeTicket = (
  tx: Transaction,
  office: SampleOffice,
  planned: SampleTicket,
  { id: customerId, phoneId }: WrittenCustomer,
  { isVip, product }: { readonly isVip: boolean; readonly product: string | null },
): void => {
  const { interactions, events, followUps, owner, ...fields } = planned;
  const { firstResponseMin, resolveMin } = slaTargets(urgencyLevel(planned.impact, planned.urgency), isVip);
  const askedLevel2 = interactions.some(({ by }) => by === 'level2');
  const ticketId = tx.insert(ticket, {
    ...fields,
    number: formatTicketNumber(office.deviceCode, tx.nextTicketCounter()),
    customerId,
    ownerId: owner === null ? null : office.staff[owner],
    teamId: askedLevel2 ? office.teams.L2 : office.teams.L1,
    productId: product === null ? null : (office.products.get(product) ?? null),
    firstResponseDueAt: addWorkingMinutes(planned.openedAt, firstResponseMin, office.calendar),
    resolveDueAt: addWorkingMinutes(planned.openedAt, resolveMin, office.calendar),
  });
  for (const { by, owner: taker, ...event } of events) {
    tx.insert(ticketEvent, {
      ticketId,
      ...event,
      ownerId: taker === undefined ? null : office.staff[taker],
      agentId: office.staff[by],
    });
  }
  for (const { by, ...entry } of interactions) {
    tx.insert(interaction, {
      customerId,
      ticketId,
      ...entry,
      enteredAt: entry.at,
      agentId: office.staff[by],
      contactPointId: entry.channel === 'phone' || entry.channel === 'sms' ? phoneId : null,
      confirmsResolution: entry.confirmsResolution ?? false,
    });
  }
  for (const { assignee, ...planned } of followUps) {
    tx.insert(followUp, { customerId, ticketId, ...planned, assigneeId: office.staff[assignee] });
  }
};
