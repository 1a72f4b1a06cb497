import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ApiInputs, ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';
import { adoptPages, type HeldPages, holdPages, type LivePages } from './held-pages.ts';
import { pagesFor, type RowRange } from './page-window.ts';

export type CustomerListItem = ApiOutputs['customer']['list']['rows'][number];
export type CustomerSort = NonNullable<ApiInputs['customer']['list']>['sort'] & string;

const pageSize = 200;

const pageOptions = (sort: CustomerSort, page: number) =>
  api.customer.list.queryOptions({
    input: { sort, offset: page * pageSize, limit: pageSize },
    // The rows of one page must never stand in for those of another.
    placeholderData: undefined,
  });

export type CustomerRows = {
  /** Null until the first page was read. */
  readonly total: number | null;
  /** Null for a row whose page is not here yet. */
  readonly rowAt: (index: number) => CustomerListItem | null;
  readonly error: unknown;
  readonly retry: () => void;
  readonly onRange: (first: number, last: number) => void;
  /** Something waits to be shown, because the list is held still. */
  readonly changed: boolean;
  readonly settle: () => void;
};

/**
 * The whole customer list, read page by page around what is on screen: the scrollbar reaches every row at once.
 * @param held keeps every row where it is, while somebody points at the list.
 */
export function useCustomerRows(sort: CustomerSort, held: boolean): CustomerRows {
  const [range, setRange] = useState<RowRange>({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const firstPage = useQuery(pageOptions(sort, 0));
  const firstTotal = firstPage.data?.total ?? null;
  const pages = pagesFor(range, pageSize, firstTotal);
  const results = useQueries({ queries: pages.map((page) => pageOptions(sort, page)) });
  const failed = [firstPage, ...results].find((result) => result.isError && result.data === undefined);

  const readPages = pages.flatMap((page, index) => {
    const data = results[index]?.data;
    return data === undefined ? [] : [[page, data] as const];
  });
  const live: LivePages<CustomerListItem> = {
    group: sort,
    // Every page tells the total.
    total: readPages[0]?.[1].total ?? firstTotal,
    pages: new Map(readPages.map(([page, { rows }]) => [page, rows])),
  };
  const [shown, setShown] = useState<HeldPages<CustomerListItem>>(() => adoptPages(live, held));
  const next = holdPages(shown, live, held);
  if (next !== shown) setShown(next);

  return {
    total: next.total,
    rowAt: (index) => {
      const page = Math.floor(index / pageSize);
      return next.pages.get(page)?.[index - page * pageSize] ?? null;
    },
    error: failed?.error,
    retry: () => void failed?.refetch(),
    onRange,
    changed: next.changed,
    settle: () => setShown(adoptPages(live, held)),
  };
}
