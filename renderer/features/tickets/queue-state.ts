// Which part of the queue is looked at: kept while the person visits another screen.
import { create } from 'zustand';
import type { Scope } from './ticket-types.ts';

type QueueState = {
  readonly scope: Scope;
  readonly setScope: (scope: Scope) => void;
  /** On a narrow window the customer comes over the conversation, and goes again. */
  readonly isCustomerOpen: boolean;
  readonly toggleCustomer: () => void;
};

export const useQueueState = create<QueueState>()((set) => ({
  scope: 'mine',
  setScope: (scope) => set({ scope }),
  isCustomerOpen: false,
  toggleCustomer: () => set(({ isCustomerOpen }) => ({ isCustomerOpen: !isCustomerOpen })),
}));
