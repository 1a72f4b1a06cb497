import { describe, expect, it } from 'vitest';
import { nextWorkingDayAt } from './next-working-day.ts';
import { workCalendar } from './working-week.ts';

const tehran = (local: string): number => Date.parse(`${local}+03:30`);
const ten = 10 * 60;

describe('the next working day', () => {
  it.each([
    ['2026-11-21T17:30', '2026-11-22T10:00', 'Saturday evening leads to Sunday'],
    ['2026-11-21T00:10', '2026-11-22T10:00', 'just after midnight it is still the day after'],
    ['2026-11-25T11:00', '2026-11-28T10:00', 'Wednesday leads over the weekend to Saturday'],
  ])('%s → %s: %s', (from, to) => {
    expect(nextWorkingDayAt(tehran(from), ten, workCalendar('ir', 210))).toBe(tehran(to));
  });

  it('passes over holidays and takes the half Thursday', () => {
    expect(nextWorkingDayAt(tehran('2026-11-21T12:00'), ten, workCalendar('ir', 210, ['2026-11-22']))).toBe(
      tehran('2026-11-23T10:00'),
    );
    expect(nextWorkingDayAt(tehran('2026-11-25T12:00'), ten, workCalendar('ir_thu', 210))).toBe(
      tehran('2026-11-26T10:00'),
    );
  });

  it('a calendar without work is a bug', () => {
    const days = { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] };
    expect(() => nextWorkingDayAt(0, ten, { tzOffsetMin: 0, days, holidays: [] })).toThrow(RangeError);
  });
});
