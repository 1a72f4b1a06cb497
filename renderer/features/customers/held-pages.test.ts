import { expect, test } from 'vitest';
import { adoptPages, holdPages, type LivePages } from './held-pages.ts';

type Row = { readonly id: string; readonly name: string };

const rows = (...ids: readonly string[]): readonly Row[] => ids.map((id) => ({ id, name: id }));
const pagesOf = (group: string, total: number, ...pages: readonly (readonly Row[])[]): LivePages<Row> => ({
  group,
  total,
  pages: new Map(pages.entries()),
});
const idsOf = (pages: ReadonlyMap<number, readonly Row[]>) =>
  [...pages.values()].map((page) => page.map(({ id }) => id).join(''));

test('a list under the pointer keeps its rows in place and says that it has changed', () => {
  const shown = adoptPages(pagesOf('recent', 4, rows('a', 'b'), rows('c', 'd')), true);
  const next = holdPages(shown, pagesOf('recent', 5, rows('e', 'a'), rows('b', 'c')), true);
  expect(idsOf(next.pages)).toEqual(['ab', 'cd']);
  expect(next).toMatchObject({ total: 4, changed: true });
});

test('a row that was edited shows its new content where it stands', () => {
  const shown = adoptPages(pagesOf('name', 2, rows('a', 'b')), true);
  const renamed: readonly Row[] = [
    { id: 'b', name: 'B' },
    { id: 'a', name: 'A' },
  ];
  const next = holdPages(shown, pagesOf('name', 2, renamed), true);
  expect(next.pages.get(0)).toEqual([
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ]);
  expect(next.changed).toBe(true);
});

test('a page that was scrolled to while held is taken as it is', () => {
  const first = rows('a', 'b');
  const shown = adoptPages(pagesOf('name', 4, first), true);
  const next = holdPages(shown, pagesOf('name', 4, first, rows('c', 'd')), true);
  expect(idsOf(next.pages)).toEqual(['ab', 'cd']);
  expect(next.changed).toBe(false);
});

test('without the pointer, or in another order, the list is what is there now', () => {
  const shown = adoptPages(pagesOf('name', 2, rows('a', 'b')), true);
  const live = pagesOf('name', 3, rows('c', 'a', 'b'));
  expect(idsOf(holdPages(shown, live, false).pages)).toEqual(['cab']);
  expect(idsOf(holdPages(shown, pagesOf('newest', 3, rows('c', 'b', 'a')), true).pages)).toEqual(['cba']);
});

test('nothing different is the same object, so that nothing is drawn again', () => {
  const page = rows('a', 'b');
  const shown = adoptPages(pagesOf('name', 2, page), true);
  expect(holdPages(shown, pagesOf('name', 2, page), true)).toBe(shown);
});
