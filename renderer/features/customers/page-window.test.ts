import { expect, test } from 'vitest';
import { pagesFor } from './page-window.ts';

test('a list of unknown length asks for its first page only', () => {
  expect(pagesFor({ first: 900, last: 950 }, 100, null)).toEqual([0]);
});

test('the middle of a page needs that page alone', () => {
  expect(pagesFor({ first: 1340, last: 1360 }, 100, 50_000)).toEqual([13]);
});

test('rows near the edge of a page bring the neighbour in early', () => {
  expect(pagesFor({ first: 1370, last: 1390 }, 100, 50_000)).toEqual([13, 14]);
  expect(pagesFor({ first: 1310, last: 1330 }, 100, 50_000)).toEqual([12, 13]);
});

test('no page beyond the end is asked for, also after the list shrank', () => {
  expect(pagesFor({ first: 49_980, last: 49_999 }, 100, 50_000)).toEqual([499]);
  expect(pagesFor({ first: 49_980, last: 49_999 }, 100, 250)).toEqual([2]);
  expect(pagesFor({ first: 0, last: 0 }, 100, 0)).toEqual([0]);
});
