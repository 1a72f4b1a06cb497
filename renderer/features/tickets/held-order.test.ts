import { describe, expect, it } from 'vitest';
import { adopted, type HeldList, holdOrder } from './held-order.ts';

type Row = { readonly id: string; readonly score: number };

const row = (id: string, score = 0): Row => ({ id, score });
const start = (ids: string): HeldList<Row> =>
  adopted({ group: 'mine', source: [...ids].map((id) => row(id)), held: false });
const next = (shown: HeldList<Row>, source: readonly Row[], held: boolean, group = 'mine') =>
  holdOrder(shown, { group, source, held, keyOf: ({ id }) => id });
const ids = (list: HeldList<Row>) => list.rows.map(({ id }) => id).join('');

describe('the order of the queue', () => {
  it('follows the source while nobody points at the list', () => {
    expect(ids(next(start('abc'), [row('c'), row('a')], false))).toBe('ca');
  });

  it('stays while somebody points at it, with the newest values in the old places', () => {
    const held = next(start('abc'), [row('c', 9), row('b'), row('a')], true);
    expect(ids(held)).toBe('abc');
    expect(held.rows.at(2)?.score).toBe(9);
  });

  it('announces rows that would push others down, and shows them when asked', () => {
    const held = next(start('abc'), [row('x'), row('a'), row('y'), row('b'), row('c')], true);
    expect([ids(held), held.fresh]).toEqual(['abc', 2]);
    expect(ids(next(held, held.source, false))).toBe('xaybc');
  });

  it('appends rows that come after everything shown, for they move nothing', () => {
    const held = next(start('ab'), [row('a'), row('b'), row('c'), row('d')], true);
    expect([ids(held), held.fresh]).toEqual(['abcd', 0]);
  });

  it('keeps a row that left in its place and marks it', () => {
    const held = next(start('abc'), [row('a'), row('c')], true);
    expect([ids(held), [...held.left]]).toEqual(['abc', ['b']]);
    expect(ids(next(held, held.source, false))).toBe('ac');
  });

  it('starts over for another scope, whoever points at it', () => {
    expect(ids(next(start('abc'), [row('z')], true, 'open'))).toBe('z');
  });

  it('fills an empty list at once', () => {
    expect(ids(next(start(''), [row('a')], true))).toBe('a');
  });
});
