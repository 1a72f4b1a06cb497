import { expect, test } from 'vitest';
import { filtersOf, type TimelineItem, timelineRows } from './timeline-rows.ts';

const tehran = 210;
const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** An interaction as the core tells it; only what the rows depend on differs. */
function interaction(n: number, at: string, channel: 'phone' | 'note' | 'sms'): TimelineItem {
  const row = { id: id(n), channel, at: Date.parse(at) };
  // The rows look at no other field.
  return { kind: 'interaction', at: row.at, interaction: row } as unknown as TimelineItem;
}
function event(n: number, at: string): TimelineItem {
  return { kind: 'ticket_event', at: Date.parse(at), event: { id: id(n) } } as unknown as TimelineItem;
}

const items = [
  interaction(5, '2026-11-21T06:12:00Z', 'phone'),
  event(4, '2026-11-20T21:00:00Z'),
  interaction(3, '2026-11-20T20:00:00Z', 'note'),
  interaction(2, '2026-11-20T08:00:00Z', 'phone'),
];
const kinds = (rows: ReturnType<typeof timelineRows>) =>
  rows.map((row) => (row.kind === 'day' ? 'day' : row.key.slice(-1)));

test("F-16: entries stand under their day as the office's clock has it, newest first", () => {
  expect(kinds(timelineRows(items, 'all', tehran))).toEqual(['day', '5', '4', 'day', '3', '2']);
  expect(kinds(timelineRows(items, 'all', 0))).toEqual(['day', '5', 'day', '4', '3', '2']);
});

test('F-16: a filter keeps its channel and the days that still have something', () => {
  expect(kinds(timelineRows(items, 'phone', tehran))).toEqual(['day', '5', 'day', '2']);
  expect(kinds(timelineRows(items, 'events', tehran))).toEqual(['day', '4']);
  expect(kinds(timelineRows(items, 'sms', tehran))).toEqual([]);
});

test('F-16: only channels that occur are offered as filters', () => {
  expect(filtersOf(items)).toEqual(['all', 'phone', 'events', 'note']);
  expect(filtersOf([])).toEqual(['all']);
});
