import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idSchema } from '../../../shared/lib/ids.ts';
import { useActions } from '../../app/actions.ts';
import { api } from '../../app/api.ts';
import { go } from '../../app/navigation.ts';
import { useRight } from '../../app/use-right.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import { ConflictCard, useDecide } from './conflict-card.tsx';
import { type Conflict, entityWords } from './conflict-words.ts';
import classes from './conflicts.module.css';

const pageSize = 50;

const keyOf = ({ rowId, field }: Conflict): string => `${rowId}.${field}`;

/** Where the row of a conflict is seen whole; undefined for rows that have no screen of their own. */
function placeOf({ customerId, ticketId }: Conflict): (() => void) | undefined {
  const ticket = idSchema<'ticket'>().safeParse(ticketId);
  if (ticket.success) return () => go({ screen: 'queue', ticketId: ticket.data });
  const customer = idSchema<'customer'>().safeParse(customerId);
  if (customer.success) return () => go({ screen: 'customers', customerId: customer.data });
  return undefined;
}

/** A ticket is called by its number, everything else by what people wrote. */
function Title({ conflict }: { readonly conflict: Conflict }) {
  return conflict.entity === 'ticket' ? (
    <TicketNumberText number={conflict.title} />
  ) : (
    <bdi>{conflict.title}</bdi>
  );
}

/** Everything that two devices wrote apart and nobody has decided yet. */
export default function ConflictsScreen() {
  const { t } = useTranslation();
  const [active, setActive] = useState<string | null>(null);
  const query = useInfiniteQuery(
    api.conflict.list.infiniteOptions({
      input: (offset: number) => ({ offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
        return last.rows.length > 0 && read < last.total ? read : undefined;
      },
    }),
  );
  const pages = query.data?.pages ?? [];
  const byKey = new Map(pages.flatMap(({ rows }) => rows).map((conflict) => [keyOf(conflict), conflict]));
  const rows = [...byKey.values()];
  const total = pages.at(-1)?.total ?? 0;
  const first = rows.find((conflict) => keyOf(conflict) === active) ?? rows[0];
  const mayDecide = useRight('conflict.decide');
  const { decide } = useDecide(first);

  useActions([
    {
      id: 'conflict.takeFirst',
      labelKey: 'conflicts.action.first',
      group: 'conflict',
      keys: '1',
      enabled: mayDecide && first !== undefined,
      run: () => decide(first?.values[0]),
    },
    {
      id: 'conflict.takeSecond',
      labelKey: 'conflicts.action.second',
      group: 'conflict',
      keys: '2',
      enabled: mayDecide && first !== undefined,
      run: () => decide(first?.values[1]),
    },
  ]);

  return (
    <div className={classes.screen}>
      <header className={classes.screenHead}>
        <h1>{t('conflicts.title')}</h1>
        {total > 0 ? <span>{t('conflicts.count', { count: total })}</span> : null}
      </header>
      {query.error ? <ErrorNotice error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <ListSkeleton rows={4} rowHeight={120} /> : null}
      {query.isSuccess && rows.length === 0 ? (
        <EmptyState title={t('conflicts.empty.title')} text={t('conflicts.empty.body')} />
      ) : null}
      {rows.length > 0 ? <p className={classes.intro}>{t('conflicts.intro')}</p> : null}
      {rows.map((conflict, index) => {
        const open = placeOf(conflict);
        // The fields of one row stand under one name.
        const isNamed = rows[index - 1]?.rowId === conflict.rowId;
        const title = (
          <>
            {entityWords(conflict.entity, t)}: <Title conflict={conflict} />
          </>
        );
        return (
          <article
            key={keyOf(conflict)}
            className={classes.item}
            data-active={first === conflict || undefined}
            onFocus={() => setActive(keyOf(conflict))}
          >
            {isNamed ? null : open ? (
              <button type="button" className={classes.rowLink} onClick={open}>
                {title}
              </button>
            ) : (
              <span className={classes.rowTitle}>{title}</span>
            )}
            <ConflictCard conflict={conflict} wide />
          </article>
        );
      })}
      {query.hasNextPage ? (
        <Button
          variant="default"
          className={classes.more}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('conflicts.more', { count: total - rows.length })}
        </Button>
      ) : null}
    </div>
  );
}
