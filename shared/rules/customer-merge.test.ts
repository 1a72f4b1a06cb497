import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CustomerJoin, joinsToUndo, shownCustomers } from './customer-merge.ts';

const join = (loserId: string, winnerId: string): CustomerJoin => ({ loserId, winnerId });
const shown = (joins: readonly CustomerJoin[], isThere?: (id: string) => boolean) =>
  Object.fromEntries([...shownCustomers(joins, isThere)].sort());

const anyJoins = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    .map(([l, w]) => join(l, w)),
  { maxLength: 8 },
);

describe('the record shown for a customer', () => {
  it('is the one merged into, through any number of merges', () => {
    expect(shown([join('a', 'b')])).toEqual({ a: 'b', b: 'b' });
    expect(shown([join('b', 'c'), join('a', 'b')])).toEqual({ a: 'c', b: 'c', c: 'c' });
  });

  it('S83: is the smaller one when two islands merged them into each other, and there is never a ring', () => {
    expect(shown([join('b', 'a'), join('a', 'b')])).toEqual({ a: 'a', b: 'a' });
    expect(shown([join('a', 'b'), join('b', 'c'), join('c', 'a')])).toEqual({ a: 'a', b: 'a', c: 'a' });
    expect(shown([join('a', 'b'), join('b', 'a'), join('a', 'z')])).toEqual({ a: 'z', b: 'z', z: 'z' });
  });

  it('S83: is one for all when a record was merged into two others apart', () => {
    expect(shown([join('a', 'c'), join('a', 'b')])).toEqual({ a: 'b', b: 'b', c: 'b' });
  });

  it('is one that is there, and ignores a record merged into itself', () => {
    expect(shown([join('a', 'b')], (id) => id !== 'b')).toEqual({ a: 'a', b: 'a' });
    expect(shown([join('a', 'b')], () => false)).toEqual({ a: 'b', b: 'b' });
    expect(shown([join('a', 'a')])).toEqual({});
  });

  it('S83: depends on the set of merges, not on their order or number, and every record leads to one that stands for itself', () => {
    fc.assert(
      fc.property(anyJoins, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (joins, keys) => {
        const mixed = joins.map((one, n) => ({ one, key: keys[n] ?? 0 })).sort((x, y) => x.key - y.key);
        const found = shownCustomers(joins);
        expect(shown([...mixed.map(({ one }) => one), ...joins])).toEqual(shown(joins));
        for (const survivor of found.values()) expect(found.get(survivor)).toBe(survivor);
      }),
      { seed: 1405 },
    );
  });
});

describe('undoing', () => {
  it('takes a record out of its customer and leaves with it what was merged into it', () => {
    const joins = [join('x', 'a'), join('a', 'b'), join('c', 'b')];
    expect(joinsToUndo(joins, 'a', 'b')).toEqual([join('a', 'b')]);
  });

  it('S84: always sets the record apart from the one that is shown, also out of a ring', () => {
    fc.assert(
      fc.property(anyJoins, (joins) => {
        for (const [id, survivor] of shownCustomers(joins)) {
          if (id === survivor) continue;
          const undone = joinsToUndo(joins, id, survivor);
          const after = shownCustomers(joins.filter((one) => !undone.includes(one)));
          expect(after.get(id) ?? id).not.toBe(after.get(survivor) ?? survivor);
        }
      }),
      { seed: 1405 },
    );
  });
});
