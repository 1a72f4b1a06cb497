import { expect, test } from 'vitest';
import { err, ok } from '../../../shared/lib/result.ts';
import { parseCallTime } from './call-time.ts';

const clock = { now: Date.parse('2026-11-21T06:12:00Z'), offsetMin: 210 };

test('F-72: a call time is read in the office’s time, in any digits and either calendar', () => {
  const expected = ok(Date.parse('2026-11-21T05:45:00Z'));
  expect(parseCallTime('', '9:15', clock)).toEqual(expected);
  expect(parseCallTime('۱۴۰۵/۸/۳۰', '۰۹:۱۵', clock)).toEqual(expected);
  expect(parseCallTime('2026-11-21', '0915', clock)).toEqual(expected);
});

test('a time after midnight of the office belongs to its day, though UTC has another', () => {
  expect(parseCallTime('1405/8/30', '01:00', clock)).toEqual(ok(Date.parse('2026-11-20T21:30:00Z')));
});

test('what cannot be, or has not come yet, is refused', () => {
  expect(parseCallTime('', '25:00', clock)).toEqual(err({ type: 'unreadable' }));
  expect(parseCallTime('', 'صبح', clock)).toEqual(err({ type: 'unreadable' }));
  expect(parseCallTime('1404/12/30', '10:00', clock)).toEqual(err({ type: 'unreadable' }));
  expect(parseCallTime('', '10:00', clock)).toEqual(err({ type: 'future' }));
});
