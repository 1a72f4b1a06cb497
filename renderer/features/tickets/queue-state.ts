// Which part of the queue is looked at: kept while the person visits another screen.
import { create } from 'zustand';
import type { Scope } from './ticket-types.ts';

type QueueState = {
  /** Null until somebody has seen the queue: it begins where there is work. */
  readonly scope: Scope | null;
  readonly setScope: (scope: Scope) => void;
  /** On a narrow window the customer comes over the conversation, and goes again. */
  readonly isCustomerOpen: boolean;
  readonly toggleCustomer: () => void;
};

/** One's own work first, then what waits for anybody, then what others have. */
export function firstScope(counts: Readonly<Record<Scope, number>>): Scope {
  const order = ['mine', 'unassigned', 'open'] as const;
  return order.find((scope) => counts[scope] > 0) ?? 'mine';
}

export const useQueueState = create<QueueState>()((set) => ({
  scope: null,
  setScope: (scope) => set({ scope }),
  isCustomerOpen: false,
  toggleCustomer: () => set(({ isCustomerOpen }) => ({ isCustomerOpen: !isCustomerOpen })),
}));
