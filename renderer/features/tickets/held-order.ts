// Keeps a list still while somebody points at it: rows keep their places, and what arrives is announced by a
// count. Rows that come after everything shown are appended at once, since they move nothing.

export type HeldList<Item> = {
  /** Another group (another scope) starts over. */
  readonly group: string;
  readonly source: readonly Item[];
  readonly rows: readonly Item[];
  /** Keys of rows that are shown still, but have left the source. */
  readonly left: ReadonlySet<string>;
  /** How many rows of the source wait to be shown. */
  readonly fresh: number;
  readonly held: boolean;
};

export type HeldInput<Item> = {
  readonly group: string;
  readonly source: readonly Item[];
  readonly held: boolean;
  readonly keyOf: (item: Item) => string;
};

export const adopted = <Item>({ group, source, held }: Omit<HeldInput<Item>, 'keyOf'>): HeldList<Item> => ({
  group,
  source,
  rows: source,
  left: new Set(),
  fresh: 0,
  held,
});

/** What is shown next. Pure: the hook calls it on every render and keeps the answer. */
export function holdOrder<Item>(shown: HeldList<Item>, input: HeldInput<Item>): HeldList<Item> {
  const { group, source, held, keyOf } = input;
  if (shown.group === group && shown.source === source && shown.held === held) return shown;
  if (!held || shown.group !== group || shown.rows.length === 0) return adopted(input);

  const byKey = new Map(source.map((item) => [keyOf(item), item]));
  const shownKeys = new Set(shown.rows.map(keyOf));
  const lastKnown = source.findLastIndex((item) => shownKeys.has(keyOf(item)));
  const unknown = source
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => !shownKeys.has(keyOf(item)));
  const appended = unknown.filter(({ index }) => index > lastKnown).map(({ item }) => item);
  return {
    group,
    source,
    rows: [...shown.rows.map((item) => byKey.get(keyOf(item)) ?? item), ...appended],
    left: new Set([...shownKeys].filter((key) => !byKey.has(key))),
    fresh: unknown.length - appended.length,
    held,
  };
}
