import { type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import type { ApiInputs, ApiOutputs } from '../../../shared/contract/index.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { api, queryClient } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';

export type CustomerCard = ApiOutputs['customer']['get'];
export type ContactPoint = CustomerCard['contacts'][number];

export const useCustomer = (customerId: CustomerId): UseQueryResult<CustomerCard> =>
  useQuery(api.customer.get.queryOptions({ input: { customerId } }));

/** Shows a change at once, before the core has told that it happened. */
export function patchCard(customerId: CustomerId, patch: (card: CustomerCard) => CustomerCard): void {
  queryClient.setQueryData(api.customer.get.queryKey({ input: { customerId } }), (card) =>
    card === undefined ? undefined : patch(card),
  );
}

/** Puts the truth back after a change that was shown but did not happen. */
export function rereadCard(customerId: CustomerId): void {
  void queryClient.invalidateQueries({ queryKey: api.customer.get.queryKey({ input: { customerId } }) });
}

export type CustomerChanges = Omit<ApiInputs['customer']['update'], 'customerId' | 'commandId'>;

/** Saves fields of the customer; what was typed is on screen at once, and goes back when it was refused. */
export function useUpdateCustomer(customerId: CustomerId): (changes: CustomerChanges) => void {
  const { mutate } = useMutation(
    api.customer.update.mutationOptions({
      onMutate: ({ customerId: id, commandId: _, ...changes }) =>
        patchCard(id, (card) => ({ ...card, customer: { ...card.customer, ...changes } })),
      onError: (error, { customerId: id }) => {
        rereadCard(id);
        notifyError(error);
      },
    }),
  );
  return (changes) => mutate({ customerId, ...changes });
}
