import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { useActions } from '../../app/actions.ts';
import { errorCode } from '../../app/errors.ts';
import { useNavigation } from '../../app/navigation.ts';
import { useRight } from '../../app/use-right.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { Composer } from '../composer/composer.tsx';
import { openNewTicket } from '../tickets/open-new-ticket.ts';
import { CustomerPane } from './customer-pane.tsx';
import { CustomerTimeline } from './customer-timeline.tsx';
import classes from './customers.module.css';
import { MergeDialog } from './merge-dialog.tsx';
import { useCustomer } from './use-customer.ts';

/** One customer: the conversation in the middle, the person beside it. */
export function CustomerDesk({ customerId }: { readonly customerId: CustomerId }) {
  const { t } = useTranslation();
  const { data, error, refetch, isPlaceholderData } = useCustomer(customerId);
  const newTicket = () => openNewTicket(customerId);
  const card = isPlaceholderData ? undefined : data;
  const mayWrite = useRight('customer.write');
  const mayOpenTickets = useRight('ticket.write');
  const [isMerging, setMerging] = useState(false);

  // Where the record was merged, here or elsewhere, the list stands on the one that is shown for it.
  const shownId = card?.customer.id;
  useEffect(() => {
    if (shownId !== undefined && shownId !== customerId)
      useNavigation.getState().replace({ screen: 'customers', customerId: shownId });
  }, [shownId, customerId]);

  useActions([
    {
      id: 'customer.newTicket',
      labelKey: 'customers.shortcuts.newTicket',
      keys: 't',
      group: 'customer',
      enabled: mayOpenTickets && card !== undefined,
      run: newTicket,
    },
    {
      id: 'customer.merge',
      labelKey: 'customers.shortcuts.merge',
      keys: 'shift+m',
      group: 'customer',
      enabled: mayWrite && card !== undefined,
      run: () => setMerging(true),
    },
  ]);

  if (error && card === undefined) {
    return (
      <div className={classes.nobody}>
        {errorCode(error) === 'not-found' ? (
          <EmptyState
            title={t('customers.gone.title')}
            text={t('customers.gone.body')}
            action={{
              label: t('customers.gone.back'),
              run: () => useNavigation.getState().replace({ screen: 'customers' }),
            }}
          />
        ) : (
          <ErrorNotice error={error} retry={() => void refetch()} />
        )}
      </div>
    );
  }
  if (card === undefined) {
    return (
      <div className={classes.nobody}>
        <ListSkeleton rowHeight={84} rows={5} />
      </div>
    );
  }
  return (
    <div className={classes.desk} id="customer-desk" tabIndex={-1}>
      <section className={classes.conversation}>
        <header className={classes.head}>
          <h2 className={classes.headTitle}>
            <bdi className={classes.headName}>{card.customer.displayName}</bdi>
            <span>{t('customers.timeline.title')}</span>
          </h2>
          <Button
            size="compact-md"
            rightSection={<Kbd keys="t" />}
            aria-keyshortcuts="t"
            disabled={!mayOpenTickets}
            onClick={newTicket}
          >
            {t('customers.tickets.new')}
          </Button>
        </header>
        {mayWrite ? (
          <Composer
            key={customerId}
            customerId={customerId}
            ticketId={null}
            tickets={card.tickets}
            contacts={card.contacts}
            minRows={1}
            onSaved={(tab) =>
              notifications.show({ message: t(`tickets.composer.saved.${tab}`), autoClose: 2500 })
            }
          />
        ) : null}
        <CustomerTimeline card={card} />
      </section>
      <CustomerPane card={card} onMerge={() => setMerging(true)} />
      {isMerging ? <MergeDialog customerId={card.customer.id} onClose={() => setMerging(false)} /> : null}
    </div>
  );
}
