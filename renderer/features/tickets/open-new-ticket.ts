// The quick form can be opened from any screen: who it is for is all it needs to know.
import { create } from 'zustand';
import type { CustomerId } from '../../../shared/lib/ids.ts';

export type NewTicketRequest = {
  /** Null when the customer is still to be found. */
  readonly customerId: CustomerId | null;
};

type NewTicketState = { readonly request: NewTicketRequest | null };

export const useNewTicket = create<NewTicketState>()(() => ({ request: null }));

/** Opens the quick form for a customer, or with a search for one. */
export function openNewTicket(customerId?: CustomerId): void {
  useNewTicket.setState({ request: { customerId: customerId ?? null } });
}

export const closeNewTicket = (): void => useNewTicket.setState({ request: null });
