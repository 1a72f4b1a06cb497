/**
 * Which record stands for a customer that is there more than once. Depends on the set of merges alone, so every
 * desk shows the same one, whatever two islands merged into each other meanwhile.
 */

/** For how long a merge can be undone. */
export const mergeUndoableMs = 30 * 86_400_000;

export interface CustomerJoin {
  readonly loserId: string;
  readonly winnerId: string;
}

/** The records that are one customer with `from`, by merges in either direction; `from` among them. */
const connected = (from: string, neighbours: ReadonlyMap<string, ReadonlySet<string>>): Set<string> => {
  const found = new Set([from]);
  for (const id of found) for (const next of neighbours.get(id) ?? []) found.add(next);
  return found;
};

const link = (map: Map<string, Set<string>>, from: string, to: string): void => {
  const known = map.get(from);
  if (known === undefined) map.set(from, new Set([to]));
  else known.add(to);
};

const smallest = (ids: readonly string[]): string | undefined =>
  ids.reduce<string | undefined>((best, id) => (best === undefined || id < best ? id : best), undefined);

/** Of one customer's records the one that nobody merged into another; of several, as after A→B and B→A, the smallest. */
const survivorOf = (
  members: readonly string[],
  winners: ReadonlyMap<string, ReadonlySet<string>>,
  isThere: (id: string) => boolean,
): string | undefined => {
  const reach = new Map(members.map((id) => [id, connected(id, winners)]));
  const isLast = (id: string): boolean =>
    [...(reach.get(id) ?? [])].every((other) => reach.get(other)?.has(id) === true);
  const last = members.filter(isLast);
  return smallest(last.filter(isThere)) ?? smallest(members.filter(isThere)) ?? smallest(last);
};

/**
 * @param joins merges that were not undone, in any order.
 * @param isThere whether a record can be seen; one that was deleted stands for others only when all of them were.
 * @returns for every record that a join names, the one shown for it.
 */
export const shownCustomers = (
  joins: readonly CustomerJoin[],
  isThere: (id: string) => boolean = () => true,
): ReadonlyMap<string, string> => {
  const winners = new Map<string, Set<string>>();
  const neighbours = new Map<string, Set<string>>();
  for (const { loserId, winnerId } of joins) {
    if (loserId === winnerId) continue;
    link(winners, loserId, winnerId);
    link(neighbours, loserId, winnerId);
    link(neighbours, winnerId, loserId);
  }
  const shown = new Map<string, string>();
  for (const id of neighbours.keys()) {
    if (shown.has(id)) continue;
    const members = [...connected(id, neighbours)];
    const survivor = survivorOf(members, winners, isThere) ?? id;
    for (const member of members) shown.set(member, survivor);
  }
  return shown;
};

/**
 * The merges to undo so that `id` is a customer of its own again, apart from the one shown for it. Those by which it
 * became part of another first; only where a ring of merges still holds them together, all of its merges.
 */
export const joinsToUndo = <J extends CustomerJoin>(
  joins: readonly J[],
  id: string,
  shown: string,
): readonly J[] => {
  const isApart = (left: readonly J[]): boolean => {
    const now = shownCustomers(left);
    return (now.get(id) ?? id) !== (now.get(shown) ?? shown);
  };
  const own = joins.filter(({ loserId }) => loserId === id);
  if (isApart(joins.filter((join) => !own.includes(join)))) return own;
  return joins.filter(({ loserId, winnerId }) => loserId === id || winnerId === id);
};
