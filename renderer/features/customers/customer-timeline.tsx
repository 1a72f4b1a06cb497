import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { dayWords } from '../../app/day-words.ts';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { useNow } from '../../app/use-now.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { FilterChips } from '../../ui/filter-chips.tsx';
import { isolatedNumber } from '../../ui/isolated.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { TimelineEntry } from '../tickets/timeline-entry.tsx';
import classes from './timeline.module.css';
import { filtersOf, type TimelineFilter, type TimelineItem, timelineRows } from './timeline-rows.ts';
import type { CustomerCard } from './use-customer.ts';
import { useOffice } from './use-office.ts';

const pageSize = 100;
/** Rows from the end at which the next page is read. */
const readAhead = 10;

function useTimeline(customerId: CustomerCard['customer']['id']) {
  return useInfiniteQuery(
    api.customer.timeline.infiniteOptions({
      input: (offset: number) => ({ customerId, offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const read = pages.reduce((sum, page) => sum + page.items.length, 0);
        return last.items.length > 0 && read < last.total ? read : undefined;
      },
      placeholderData: undefined,
    }),
  );
}

type DayHeadingProps = { readonly at: number };

function DayHeading({ at }: DayHeadingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(60_000);
  return <h3 className={classes.day}>{dayWords(at, now, format, t)}</h3>;
}

type FilterBarProps = {
  readonly filters: readonly TimelineFilter[];
  readonly filter: TimelineFilter;
  readonly onChange: (filter: TimelineFilter) => void;
};

function FilterBar({ filters, filter, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const nameOf = (one: TimelineFilter) =>
    one === 'all' || one === 'events' ? t(`customers.timeline.${one}`) : t(`customers.channel.${one}`);
  // With one channel there is nothing to choose.
  if (filters.length < 3) return null;
  return (
    <div className={classes.filters}>
      <FilterChips
        label={t('customers.timeline.filter')}
        value={filter}
        options={filters.map((value) => ({ value, label: nameOf(value) }))}
        onChange={onChange}
      />
    </div>
  );
}

/** Everything between us and this customer over all channels, newest first. */
export function CustomerTimeline({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const { timeZoneOffsetMin } = useOffice();
  const timeline = useTimeline(card.customer.id);
  const [filter, setFilter] = useState<TimelineFilter>('all');
  const items = useMemo(() => timeline.data?.pages.flatMap((page) => page.items) ?? [], [timeline.data]);
  const rows = useMemo(
    () => timelineRows(items, filter, timeZoneOffsetMin),
    [items, filter, timeZoneOffsetMin],
  );
  const filters = useMemo(() => filtersOf(items), [items]);

  if (timeline.isError && items.length === 0) {
    return <ErrorNotice error={timeline.error} retry={() => void timeline.refetch()} />;
  }
  if (timeline.data === undefined) return <ListSkeleton rowHeight={84} rows={4} />;
  if (items.length === 0) {
    return <EmptyState title={t('customers.timeline.none')} text={t('customers.timeline.noneBody')} />;
  }
  const readMore = () => {
    if (timeline.hasNextPage && !timeline.isFetchingNextPage && !timeline.isFetchNextPageError)
      void timeline.fetchNextPage();
  };
  return (
    <>
      <FilterBar filters={filters} filter={filter} onChange={setFilter} />
      <TimelineList
        key={filter}
        card={card}
        rows={rows}
        hasMore={timeline.hasNextPage}
        onNearEnd={readMore}
      />
    </>
  );
}

type TimelineListProps = {
  readonly card: CustomerCard;
  readonly rows: ReturnType<typeof timelineRows>;
  readonly hasMore: boolean;
  readonly onNearEnd: () => void;
};

function TimelineList({ card, rows, hasMore, onNearEnd }: TimelineListProps) {
  const { t } = useTranslation();
  const { userId } = useOffice();
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'day' ? 36 : 84),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });
  const shown = virtualizer.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? 0) >= rows.length - readAhead;
  const readMore = useRef(onNearEnd);
  useEffect(() => {
    readMore.current = onNearEnd;
  });
  // Also runs when a page brought no row that passes the filter: `rows` stays short, and the next page is read.
  useEffect(() => {
    if (isNearEnd && hasMore) readMore.current();
  });

  return (
    <section
      ref={scroller}
      className={classes.timeline}
      aria-label={t('customers.timeline.label', { name: card.customer.displayName })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {rows.length === 0 && !hasMore ? (
        <p className={classes.nothing}>{t('customers.timeline.noneOfChannel')}</p>
      ) : null}
      <div className={classes.canvas} style={{ blockSize: virtualizer.getTotalSize() }}>
        {shown.map((place) => {
          const row = rows[place.index];
          if (row === undefined) return null;
          return (
            <div
              key={place.key}
              ref={virtualizer.measureElement}
              data-index={place.index}
              className={classes.place}
              style={{ transform: `translateY(${place.start}px)` }}
            >
              {row.kind === 'day' ? (
                <DayHeading at={row.at} />
              ) : (
                <Entry item={row.item} card={card} meId={userId ?? undefined} />
              )}
            </div>
          );
        })}
      </div>
      {hasMore ? <p className={classes.nothing}>{t('customers.timeline.loadingMore')}</p> : null}
    </section>
  );
}

type EntryProps = {
  readonly item: TimelineItem;
  readonly card: CustomerCard;
  readonly meId: string | undefined;
};

/** An entry, and the ticket that it belongs to. */
function Entry({ item, card, meId }: EntryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ticketNumber } = item;
  const ticket = card.tickets.find(({ number }) => number === ticketNumber);
  return (
    <div className={classes.entry}>
      <TimelineEntry item={item} meId={meId} contacts={card.contacts} />
      {ticketNumber === null ? null : (
        <button
          type="button"
          className={classes.origin}
          disabled={ticket === undefined}
          title={ticket?.subject}
          onClick={() => {
            if (ticket) go({ screen: 'queue', ticketId: ticket.id });
          }}
        >
          {t('customers.timeline.ofTicket', { number: isolatedNumber(format.ticketNumber(ticketNumber)) })}
        </button>
      )}
    </div>
  );
}
