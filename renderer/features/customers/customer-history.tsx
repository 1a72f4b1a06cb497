import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../shared/rules/ticket-status.ts';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { useNow } from '../../app/use-now.ts';
import { isolatedNumber } from '../../ui/isolated.ts';
import { Ltr } from '../../ui/ltr.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import pane from './customers.module.css';
import classes from './history.module.css';
import type { CustomerCard } from './use-customer.ts';

const shownClosed = 3;
const shownOrders = 5;

type Ticket = CustomerCard['tickets'][number];

/** The customer's tickets: open ones always, finished ones on demand. A click goes to the ticket in the queue. */
export function CustomerTickets({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  const open = card.tickets.filter(({ status }) => isActive(status));
  const closed = card.tickets.filter(({ status }) => !isActive(status));
  const hidden = closed.length - shownClosed;
  const shown: readonly Ticket[] = [...open, ...(showsAll ? closed : closed.slice(0, shownClosed))];
  return (
    <section className={pane.section}>
      <SectionTitle aside={card.tickets.length > 0 ? format.number(card.tickets.length) : undefined}>
        {t('customers.tickets.title')}
      </SectionTitle>
      {shown.length === 0 ? <p className={pane.nothing}>{t('customers.tickets.none')}</p> : null}
      {shown.map((ticket) => (
        <button
          key={ticket.id}
          type="button"
          className={classes.ticketRow}
          title={t('customers.tickets.open', { number: isolatedNumber(format.ticketNumber(ticket.number)) })}
          onClick={() => go({ screen: 'queue', ticketId: ticket.id })}
        >
          <bdi className={classes.clipped}>{ticket.subject}</bdi>
          <span className={pane.small}>{format.dayMonth(ticket.openedAt)}</span>
          <TicketNumberText number={ticket.number} className={pane.small} />
          <span className={classes.ticketState} data-open={isActive(ticket.status) || undefined}>
            {t(`tickets.status.${ticket.status}`)}
          </span>
        </button>
      ))}
      {hidden > 0 && !showsAll ? (
        <button type="button" className={pane.link} onClick={() => setShowsAll(true)}>
          {t('customers.tickets.showClosed', { count: hidden })}
        </button>
      ) : null}
    </section>
  );
}

export function CustomerPurchases({ purchases }: { readonly purchases: CustomerCard['purchases'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(3_600_000);
  const [showsAll, setShowsAll] = useState(false);
  const today = Math.floor(now / 86_400_000);
  const shown = showsAll ? purchases : purchases.slice(0, shownOrders);
  return (
    <section className={pane.section}>
      <SectionTitle
        aside={
          purchases.length > shownOrders ? (
            <button type="button" className={pane.link} onClick={() => setShowsAll(!showsAll)}>
              {showsAll
                ? t('customers.purchases.fewer')
                : t('customers.purchases.all', { n: purchases.length })}
            </button>
          ) : undefined
        }
      >
        {t('customers.purchases.title')}
      </SectionTitle>
      {purchases.length === 0 ? <p className={pane.nothing}>{t('customers.purchases.none')}</p> : null}
      {shown.map((order) => (
        <div key={order.id} className={classes.historyRow}>
          <span className={classes.historyMain}>
            {order.productName === null ? null : <bdi>{order.productName}</bdi>}
            <span className={pane.small}>
              <Ltr>{format.digits(order.orderNumber)}</Ltr> ·{' '}
              {t('customers.purchases.quantity', { count: order.quantity })} · {format.money(order.totalRial)}
            </span>
          </span>
          <span className={classes.historyState}>
            {t(`customers.purchases.status.${order.status}`)} ·{' '}
            {format.dayMonth(order.orderedEpochDay * 86_400_000)}
            {order.warrantyEndEpochDay === null ? null : (
              <span className={pane.small}>
                {t(
                  order.warrantyEndEpochDay < today
                    ? 'customers.purchases.warrantyOver'
                    : 'customers.purchases.warranty',
                  { date: format.epochDay(order.warrantyEndEpochDay) },
                )}
              </span>
            )}
          </span>
        </div>
      ))}
    </section>
  );
}
