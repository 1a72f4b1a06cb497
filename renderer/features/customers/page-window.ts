/** Which pages of a long list have to be held so that the visible rows are there. */

export type RowRange = { readonly first: number; readonly last: number };

/**
 * Page numbers covering the rows from `first` to `last` (both included), plus one page ahead when the range
 * nears the end of the last one, so that scrolling does not run into unread rows.
 * @param total rows of the whole list; null while it is not known (then only the first page is asked for).
 */
export function pagesFor(range: RowRange, pageSize: number, total: number | null): readonly number[] {
  const lastPage = total === null ? 0 : Math.max(0, Math.ceil(total / pageSize) - 1);
  const ahead = Math.floor(pageSize / 4);
  const from = Math.min(lastPage, Math.max(0, Math.floor((range.first - ahead) / pageSize)));
  const to = Math.min(lastPage, Math.max(from, Math.floor((range.last + ahead) / pageSize)));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
