import { type Matchable, matchRows } from '../../../shared/rules/customer-import/match.ts';
import { contactKey } from '../../../shared/rules/customer-import/row-contacts.ts';
import type { ReadControl } from './table.ts';

/**
 * `matchRows` for many records without one long step: only records that are linked by contacts can be about
 * one person, so each group of linked ones is matched by itself. Every record must have a contact.
 * @returns for each record the index of the first one about the same person.
 */
export const groupPeople = async (
  records: readonly Matchable[],
  control: ReadControl,
): Promise<Int32Array> => {
  const links = await linkByContacts(records, control);
  const members = new Map<number, number[]>();
  for (const [index, link] of links.entries()) {
    if (link === index) continue;
    const group = members.get(link);
    if (group === undefined) members.set(link, [link, index]);
    else group.push(index);
  }
  const firsts = Int32Array.from(records, (_, index) => index);
  for (const group of members.values()) {
    if (control.signal.aborted) break;
    const matched = matchRows(group.flatMap((index) => records[index] ?? []));
    for (const [position, first] of matched.entries()) {
      const [own, other] = [group[position], group[first]];
      if (own !== undefined && other !== undefined) firsts[own] = other;
    }
    await control.breathe();
  }
  return firsts;
};

/** Disjoint sets over shared contact keys; the smallest index stands for its set. */
const linkByContacts = async (records: readonly Matchable[], control: ReadControl): Promise<Int32Array> => {
  const parents = Int32Array.from(records, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) root = parent;
    parents[index] = root;
    return root;
  };
  const firstWithKey = new Map<string, number>();
  for (const [index, record] of records.entries()) {
    for (const contact of record.contacts) {
      const key = contactKey(contact);
      const first = firstWithKey.get(key);
      if (first === undefined) firstWithKey.set(key, index);
      else {
        const [a, b] = [rootOf(first), rootOf(index)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
    }
    if (control.signal.aborted) break;
    await control.breathe();
  }
  for (const index of parents.keys()) rootOf(index);
  return parents;
};
