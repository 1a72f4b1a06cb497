import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../../shared/contract/index.ts';
import type { CustomerId, TicketId, UserId } from '../../../shared/lib/ids.ts';
import type { Ledger } from './ledger.ts';

/** What one desk does, writing into the ledger what its core confirmed. */
export interface DeskWork {
  customer(displayName: string, mobile: string): Promise<CustomerId>;
  note(customerId: CustomerId, body: string, commandId?: string): Promise<void>;
  call(
    customerId: CustomerId,
    ticketId: TicketId | null,
    direction: 'in' | 'out',
    body: string,
  ): Promise<void>;
  ticket(customerId: CustomerId, subject: string): Promise<TicketId>;
  assign(ticketId: TicketId, ownerId: UserId): Promise<void>;
  resolve(ticketId: TicketId, solution: string): Promise<void>;
  reopen(ticketId: TicketId, reason: string): Promise<void>;
  contact(customerId: CustomerId, raw: string): Promise<void>;
  tag(customerId: CustomerId, name: string): Promise<void>;
}

export const createDeskWork = (api: ApiClient, ledger: Ledger): DeskWork => ({
  customer: async (displayName, mobile) => {
    const { customerId } = await api.customer.create({
      commandId: randomUUID(),
      displayName,
      city: 'تهران',
      contacts: [{ raw: mobile }],
    });
    ledger.add({ kind: 'customer', customerId, displayName });
    return customerId;
  },
  note: async (customerId, body, commandId = randomUUID()) => {
    const { interactionId } = await api.interaction.addNote({ commandId, customerId, body });
    ledger.add({ kind: 'interaction', customerId, interactionId, body });
  },
  call: async (customerId, ticketId, direction, body) => {
    const { interactionId } = await api.interaction.logCall({
      customerId,
      ticketId,
      direction,
      body,
      outcome: 'reached',
      durationSec: 95,
    });
    ledger.add({ kind: 'interaction', customerId, interactionId, body });
  },
  ticket: async (customerId, subject) => {
    const commandId = randomUUID();
    const { ticketId, number } = await api.ticket.create({
      commandId,
      customerId,
      subject,
      body: `شرح: ${subject}`,
    });
    ledger.add({ kind: 'ticket', ticketId, number, subject });
    return ticketId;
  },
  assign: async (ticketId, ownerId) => {
    await api.ticket.assign({ ticketId, ownerId });
    ledger.add({ kind: 'owner', ticketId, ownerId });
  },
  resolve: async (ticketId, solution) => {
    await api.ticket.resolve({ ticketId, solution, nextStep: 'فردا می‌پرسم.' });
    ledger.add({ kind: 'step', ticketId, toStatus: 'resolved', text: solution });
  },
  reopen: async (ticketId, reason) => {
    await api.ticket.reopen({ ticketId, reason });
    ledger.add({ kind: 'step', ticketId, toStatus: 'open', text: reason });
  },
  contact: async (customerId, raw) => {
    const { contactPointId } = await api.contactPoint.add({ customerId, raw, label: 'محل کار' });
    ledger.add({ kind: 'contact', customerId, contactPointId, raw });
  },
  tag: async (customerId, name) => {
    const { tagId } = await api.tag.attach({ customerId, name });
    ledger.add({ kind: 'tag', customerId, tagId });
  },
});
