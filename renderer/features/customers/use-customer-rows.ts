import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ApiInputs, ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';
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
};

/** The whole customer list, read page by page around what is on screen: the scrollbar reaches every row at once. */
export function useCustomerRows(sort: CustomerSort): CustomerRows {
  const [range, setRange] = useState<RowRange>({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const firstPage = useQuery(pageOptions(sort, 0));
  const pages = pagesFor(range, pageSize, firstPage.data?.total ?? null);
  const results = useQueries({ queries: pages.map((page) => pageOptions(sort, page)) });
  const failed = [firstPage, ...results].find((result) => result.isError && result.data === undefined);

  const rowAt = (index: number): CustomerListItem | null => {
    const page = Math.floor(index / pageSize);
    const data = page === 0 ? firstPage.data : results[pages.indexOf(page)]?.data;
    return data?.rows[index - page * pageSize] ?? null;
  };
  // Every page tells the total; the last one read is the newest.
  const total =
    results.find((result) => result.data !== undefined)?.data?.total ?? firstPage.data?.total ?? null;
  return { total, rowAt, error: failed?.error, retry: () => void failed?.refetch(), onRange };
}
