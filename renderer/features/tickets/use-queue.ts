import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../app/api.ts';
import type { QueueRow, Scope } from './ticket-types.ts';

const pageSize = 200;
/** Scores and deadlines age without anything being written. */
const reorderEveryMs = 60_000;

/** Pages are read one after the other: a row that moved between two reads would otherwise stand twice. */
function uniqueRows(pages: readonly { readonly rows: readonly QueueRow[] }[]): readonly QueueRow[] {
  const byId = new Map<string, QueueRow>();
  for (const page of pages) {
    for (const row of page.rows) byId.set(row.id, row);
  }
  return [...byId.values()];
}

/** The queue of a scope, most urgent first, read further as the list is scrolled. */
export function useQueue(scope: Scope) {
  const query = useInfiniteQuery(
    api.ticket.list.infiniteOptions({
      input: (offset: number) => ({ scope, offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
        return last.rows.length > 0 && read < last.total ? read : undefined;
      },
      refetchInterval: reorderEveryMs,
    }),
  );
  const pages = query.data?.pages;
  const rows = useMemo(() => uniqueRows(pages ?? []), [pages]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  return {
    rows,
    counts: pages?.at(-1)?.counts,
    error: query.error,
    isPending: query.isPending,
    /** The rows are still those of the scope before. */
    isPrevious: query.isPlaceholderData,
    retry: () => void query.refetch(),
    readTo: (lastIndex: number) => {
      if (hasNextPage && !isFetching && lastIndex > rows.length - pageSize / 4) void fetchNextPage();
    },
  };
}
