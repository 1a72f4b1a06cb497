import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { PhoneText } from '../../ui/phone-text.tsx';
import { PickList } from '../../ui/pick-list.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './customers.module.css';
import type { CustomerListItem } from './use-customer-rows.ts';
import { useCustomerSearch } from './use-customer-search.ts';

type MergeDialogProps = { readonly customerId: CustomerId; readonly onClose: () => void };

/** Finds the other record of a customer and joins it with the one on screen, which stays the one shown. */
export function MergeDialog({ customerId, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const search = useCustomerSearch(query);
  const unmerge = useMutation(api.customer.unmerge.mutationOptions({ onError: notifyError }));
  const merge = useMutation(api.customer.merge.mutationOptions());
  const found = search.active ? (search.found?.customers ?? []) : [];
  const others = found.filter(({ id }) => id !== customerId);

  function join(other: CustomerListItem): void {
    merge.mutate(
      { customerId: other.id, winnerId: customerId },
      {
        onSuccess: () => {
          onClose();
          showUndo(t('customers.merged.done', { name: isolated(other.displayName) }), () =>
            unmerge.mutate({ customerId: other.id }),
          );
        },
      },
    );
  }
  return (
    <Modal opened onClose={onClose} title={<strong>{t('customers.merged.dialog')}</strong>} size={440}>
      <div className={classes.mergeForm}>
        <p className={classes.nothing}>{t('customers.merged.dialogHint')}</p>
        <PickList
          label={t('customers.merged.dialog')}
          fieldLabel={t('customers.merged.filter')}
          query={query}
          onQuery={setQuery}
          items={others.map((other) => ({
            ...other,
            name: other.displayName,
            note: other.phone === null ? (other.city ?? '') : <PhoneText phone={other.phone} />,
          }))}
          nothing={search.active && search.settled ? t('customers.merged.none') : null}
          isPending={merge.isPending}
          onPick={join}
        >
          {search.error || merge.error ? <ErrorNotice error={search.error ?? merge.error} /> : null}
        </PickList>
      </div>
    </Modal>
  );
}
