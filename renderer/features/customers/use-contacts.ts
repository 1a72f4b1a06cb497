import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import i18next from 'i18next';
import type { ApiInputs } from '../../../shared/contract/index.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { showUndo } from '../../ui/show-undo.tsx';
import { movedOrder } from './contact-value.ts';
import { type ContactPoint, patchCard, rereadCard } from './use-customer.ts';

export type ContactChanges = Omit<ApiInputs['contactPoint']['update'], 'contactPointId' | 'commandId'>;
export type NewContact = Omit<ApiInputs['contactPoint']['add'], 'customerId' | 'commandId'>;

export type Contacts = {
  readonly add: (contact: NewContact) => void;
  readonly update: (contact: ContactPoint, changes: ContactChanges) => void;
  readonly remove: (contact: ContactPoint, shownAs: string) => void;
  readonly move: (contacts: readonly ContactPoint[], from: number, to: number) => void;
};

/** The core keeps a number that it cannot read, and says so. */
function tellWarning({ warning }: { readonly warning: string | null }): void {
  if (warning === null) return;
  notifications.show({ color: 'yellow', message: i18next.t('customers.contacts.warned'), autoClose: 8000 });
}

export function useContacts(customerId: CustomerId): Contacts {
  const onError = (error: unknown) => {
    rereadCard(customerId);
    notifyError(error);
  };
  const add = useMutation(api.contactPoint.add.mutationOptions({ onError, onSuccess: tellWarning }));
  const update = useMutation(api.contactPoint.update.mutationOptions({ onError, onSuccess: tellWarning }));
  const remove = useMutation(api.contactPoint.remove.mutationOptions({ onError }));
  const restore = useMutation(api.contactPoint.restore.mutationOptions({ onError }));
  const reorder = useMutation(api.contactPoint.reorder.mutationOptions({ onError }));
  const show = (contacts: (old: readonly ContactPoint[]) => readonly ContactPoint[]) =>
    patchCard(customerId, (card) => ({ ...card, contacts: [...contacts(card.contacts)] }));

  return {
    add: (contact) => add.mutate({ customerId, ...contact }),
    update: (contact, changes) => {
      const { worksWithoutInternet } = changes;
      // Everything else is derived by the core; the tick is only a tick.
      if (worksWithoutInternet !== undefined) {
        show((old) => old.map((one) => (one.id === contact.id ? { ...one, worksWithoutInternet } : one)));
      }
      update.mutate({ contactPointId: contact.id, ...changes });
    },
    remove: (contact, shownAs) =>
      remove.mutate(
        { contactPointId: contact.id },
        {
          onSuccess: () => {
            show((old) => old.filter(({ id }) => id !== contact.id));
            showUndo(i18next.t('customers.contacts.removed', { value: shownAs }), () =>
              restore.mutate({ contactPointId: contact.id }),
            );
          },
        },
      ),
    move: (contacts, from, to) => {
      const order = movedOrder(contacts, from, to);
      if (order === contacts) return;
      show(() => order);
      reorder.mutate({ customerId, order: order.map(({ id }) => id) });
    },
  };
}
