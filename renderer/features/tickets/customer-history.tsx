import { useTranslation } from 'react-i18next';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { Ltr } from '../../ui/ltr.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './customer-pane.module.css';
import type { CustomerCard } from './ticket-types.ts';

type CustomerHistoryProps = {
  readonly card: CustomerCard;
  /** The open ticket, which is not history. */
  readonly ticketId: TicketId;
};

const shownRows = 5;

/** What they bought and what they asked before: the newest few, and how many there are. */
export function CustomerHistory({ card, ticketId }: CustomerHistoryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const purchases = card.purchases.toSorted((a, b) => b.orderedEpochDay - a.orderedEpochDay);
  const others = card.tickets.filter(({ id }) => id !== ticketId).toSorted((a, b) => b.openedAt - a.openedAt);
  return (
    <>
      {purchases.length === 0 ? null : (
        <section className={classes.section}>
          <SectionTitle
            order={2}
            aside={
              purchases.length > shownRows ? t('tickets.pane.all', { count: purchases.length }) : undefined
            }
          >
            {t('customers.purchases.title')}
          </SectionTitle>
          <ul className={classes.rows}>
            {purchases.slice(0, shownRows).map((purchase) => (
              <li key={purchase.id} className={classes.row}>
                <span className={classes.rowText}>
                  {purchase.productName === null ? (
                    <Ltr>{format.digits(purchase.orderNumber)}</Ltr>
                  ) : (
                    <bdi title={format.digits(purchase.orderNumber)}>{purchase.productName}</bdi>
                  )}
                </span>
                <span className={classes.muted}>
                  {t(`customers.purchases.status.${purchase.status}`)} ·{' '}
                  {format.epochDay(purchase.orderedEpochDay)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {others.length === 0 ? null : (
        <section className={classes.section}>
          <SectionTitle order={2} aside={format.number(others.length)}>
            {t('tickets.pane.earlier')}
          </SectionTitle>
          <ul className={classes.rows}>
            {others.slice(0, shownRows).map((ticket) => (
              <li key={ticket.id}>
                <button
                  type="button"
                  className={classes.rowButton}
                  title={ticket.subject}
                  onClick={() => go({ screen: 'queue', ticketId: ticket.id })}
                >
                  <bdi className={classes.rowText}>{ticket.subject}</bdi>
                  <span className={classes.muted}>
                    {t(`tickets.status.${ticket.status}`)} · {format.dayMonth(ticket.openedAt)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
