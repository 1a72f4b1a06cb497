import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { go } from '../../app/navigation.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import classes from './customer-list.module.css';
import { type CustomerSearch, searchLimit } from './use-customer-search.ts';

type SearchResultsProps = {
  readonly search: CustomerSearch;
  readonly typed: string;
  /** Left out for who may only read. */
  readonly onCreate: (() => void) | undefined;
};

const shownTickets = 3;

/** What a search says above its customers: how many, tickets that were meant, or what to do when nobody fits. */
export function SearchResults({ search, typed, onCreate }: SearchResultsProps) {
  const { t } = useTranslation();
  if (search.error) return <ErrorNotice error={search.error} />;
  const { found, settled } = search;
  if (found === undefined) return null;
  const count = found.customers.length;
  const isNobody = count === 0 && found.tickets.length === 0;
  return (
    <div className={classes.found} aria-live="polite">
      {found.wrongCheckDigit ? <p className={classes.hint}>{t('customers.filter.wrongCheckDigit')}</p> : null}
      {found.tickets.slice(0, shownTickets).map((ticket) => (
        <button
          key={ticket.id}
          type="button"
          className={classes.ticket}
          onClick={() => go({ screen: 'queue', ticketId: ticket.id })}
        >
          <TicketNumberText number={ticket.number} />
          <bdi className={classes.ticketSubject}>{ticket.subject}</bdi>
        </button>
      ))}
      {count > 0 ? (
        <p className={classes.foundCount}>
          {count >= searchLimit
            ? t('customers.filter.foundMany', { n: count })
            : t('customers.filter.found', { count })}
        </p>
      ) : null}
      {isNobody && settled && !found.wrongCheckDigit ? (
        <div className={classes.nobody}>
          <p className={classes.nobodyTitle}>{t('customers.filter.none', { query: typed.trim() })}</p>
          <p className={classes.hint}>{t('customers.filter.noneHint')}</p>
          {onCreate ? (
            <Button variant="light" onClick={onCreate}>
              {t('customers.filter.create')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
