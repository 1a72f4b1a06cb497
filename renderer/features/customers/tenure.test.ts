import { expect, test } from 'vitest';
import { jalaliToEpochDay } from '../../../shared/rules/jalali.ts';
import { tenureOf } from './tenure.ts';

const day = (year: number, month: number, date: number) => jalaliToEpochDay({ year, month, day: date });
const today = day(1405, 8, 30);

test('F-18: a year counts once its day has come round', () => {
  expect(tenureOf(day(1399, 8, 30), today)).toEqual({ unit: 'years', count: 6 });
  expect(tenureOf(day(1399, 9, 1), today)).toEqual({ unit: 'years', count: 5 });
});

test('F-18: within the first year the months count', () => {
  expect(tenureOf(day(1405, 7, 30), today)).toEqual({ unit: 'months', count: 1 });
  expect(tenureOf(day(1404, 9, 1), today)).toEqual({ unit: 'months', count: 11 });
});

test('F-18: the first weeks are new, and a day ahead is not yet', () => {
  expect(tenureOf(today, today)).toEqual({ unit: 'fresh' });
  expect(tenureOf(day(1405, 8, 1), today)).toEqual({ unit: 'fresh' });
  expect(tenureOf(day(1405, 9, 1), today)).toEqual({ unit: 'future' });
});
