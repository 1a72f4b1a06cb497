/**
 * Which rows of a file are about the same person. A shared number alone proves nothing (families, switchboards),
 * nor does a shared name; both together do. Weaker evidence joins only rows that could not stand alone.
 */
import { foldForSearch, matchesSearch, searchKeys } from '../search-key.ts';
import type { ImportedCustomer } from './row.ts';
import { contactKey } from './row-contacts.ts';

/** What identifies a person in a file; an imported customer fits. */
export type Matchable = Pick<ImportedCustomer, 'displayName' | 'city' | 'contacts'>;

/**
 * Whether two names can be those of one person who shares a contact: the same once folded, in any order of
 * their words, or one leaving out words of the other but keeping two at least.
 */
export function namesAlike(a: string, b: string): boolean {
  if (matchesSearch(a, b)) return true;
  const words = [a, b].map((name) => new Set(foldForSearch(name).split(' ')));
  const [fewer, more] = words.sort((one, other) => one.size - other.size);
  return (
    fewer !== undefined && more !== undefined && fewer.size >= 2 && [...fewer].every((word) => more.has(word))
  );
}

/**
 * For each row, the index of the first row about the same person (its own when it is the first):
 * 1. rows that share a contact and have names alike;
 * 2. a row without a name joins the only person who has one of its contacts;
 * 3. a row without any contact joins the only person of the same name in the same city.
 * Does not depend on the order of the rows, but for which row of a person comes first.
 */
export function matchRows(rows: readonly Matchable[]): readonly number[] {
  const people = peopleOfFile(rows.length);
  const rowsByContact = indexBy(rows, (row) => row.contacts.map(contactKey));

  for (const indices of rowsByContact.values()) joinAlike(rows, indices, people);
  for (const [index, row] of rows.entries()) {
    if (foldForSearch(row.displayName) !== '') continue;
    const others = row.contacts.flatMap((contact) => rowsByContact.get(contactKey(contact)) ?? []);
    people.joinOnly(
      index,
      others.filter((other) => foldForSearch(rows[other]?.displayName ?? '') !== ''),
    );
  }
  const rowsByNameAndCity = indexBy(rows, (row) => (row.contacts.length > 0 ? nameAndCity(row) : []));
  for (const [index, row] of rows.entries()) {
    if (row.contacts.length > 0) continue;
    const others = nameAndCity(row).flatMap((key) => rowsByNameAndCity.get(key) ?? []);
    people.joinOnly(index, others);
  }
  return rows.map((_, index) => people.firstRowOf(index));
}

/** Empty unless both are known. */
function nameAndCity({ displayName, city }: Matchable): readonly string[] {
  const name = searchKeys(displayName).joined;
  const town = searchKeys(city ?? '').joined;
  return name === '' || town === '' ? [] : [`${name}|${town}`];
}

function indexBy(
  rows: readonly Matchable[],
  keysOf: (row: Matchable) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    for (const key of new Set(keysOf(row))) {
      const sharing = indices.get(key);
      if (sharing) sharing.push(index);
      else indices.set(key, [index]);
    }
  }
  return indices;
}

const mostNamesCompared = 200;

/** A switchboard can stand in thousands of rows: equal names meet in a map, and only distinct ones are compared. */
function joinAlike(rows: readonly Matchable[], indices: readonly number[], people: PeopleOfFile): void {
  const firstByName = new Map<string, number>();
  for (const index of indices) {
    const name = searchKeys(rows[index]?.displayName ?? '').joined;
    if (name === '') continue;
    const first = firstByName.get(name);
    if (first === undefined) firstByName.set(name, index);
    else people.join(first, index);
  }
  const distinct = [...firstByName.values()];
  if (distinct.length > mostNamesCompared) return;
  for (const [position, a] of distinct.entries()) {
    for (const b of distinct.slice(position + 1)) {
      if (namesAlike(rows[a]?.displayName ?? '', rows[b]?.displayName ?? '')) people.join(a, b);
    }
  }
}

/** Disjoint sets of row indices; the smallest index stands for its set. */
interface PeopleOfFile {
  readonly firstRowOf: (index: number) => number;
  readonly join: (a: number, b: number) => void;
  /** Joins `index` to `others` when they are all one person. */
  readonly joinOnly: (index: number, others: readonly number[]) => void;
}

function peopleOfFile(rowCount: number): PeopleOfFile {
  const parents = Array.from({ length: rowCount }, (_, index) => index);
  const firstRowOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root])
      root = parent;
    parents[index] = root;
    return root;
  };
  const join = (a: number, b: number): void => {
    const [rootA, rootB] = [firstRowOf(a), firstRowOf(b)];
    parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  };
  const joinOnly = (index: number, others: readonly number[]): void => {
    const [first, ...more] = new Set(others.map(firstRowOf));
    if (first !== undefined && more.length === 0) join(first, index);
  };
  return { firstRowOf, join, joinOnly };
}
