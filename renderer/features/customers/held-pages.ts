// Keeps a paged list still while somebody points at it: every row stays where it is and only its content is
// renewed; that there is something else to show is said, and shown when asked for or when the pointer leaves.

type Row = { readonly id: string };

export type LivePages<Item extends Row> = {
  /** Another order is another list. */
  readonly group: string;
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly Item[]>;
};

export type HeldPages<Item extends Row> = LivePages<Item> & {
  readonly live: LivePages<Item>;
  readonly held: boolean;
  /** What is shown is not in the order, or not of the length, of what is there now. */
  readonly changed: boolean;
};

const samePages = <Item extends Row>(a: LivePages<Item>, b: LivePages<Item>): boolean =>
  a.group === b.group &&
  a.total === b.total &&
  a.pages.size === b.pages.size &&
  [...a.pages].every(([page, rows]) => b.pages.get(page) === rows);

const sameOrder = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length && a.every((row, index) => row.id === b[index]?.id);

export const adoptPages = <Item extends Row>(live: LivePages<Item>, held: boolean): HeldPages<Item> => ({
  ...live,
  live,
  held,
  changed: false,
});

/** What is shown next. Answers the same object when nothing is different. */
export function holdPages<Item extends Row>(
  shown: HeldPages<Item>,
  live: LivePages<Item>,
  held: boolean,
): HeldPages<Item> {
  if (shown.held === held && samePages(shown.live, live)) return shown;
  if (!held || shown.group !== live.group || shown.total === null) return adoptPages(live, held);

  const liveById = new Map([...live.pages.values()].flat().map((row) => [row.id, row]));
  const pages = new Map<number, readonly Item[]>();
  let changed = shown.total !== live.total;
  for (const [page, rows] of live.pages) {
    const before = shown.pages.get(page);
    if (before !== undefined && !sameOrder(before, rows)) changed = true;
    pages.set(page, before?.map((row) => liveById.get(row.id) ?? row) ?? rows);
  }
  return { group: live.group, total: shown.total, pages, live, held, changed };
}
