import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import { latestInstantMs } from '../entities/define-entity.ts';
import { addWorkingMinutes, type WorkCalendar, workingDate, workingMinutesBetween } from './working-time.ts';
import { workCalendar, workWeek } from './working-week.ts';

const nowruz = ['2026-03-20', '2026-03-21', '2026-03-22', '2026-03-23', '2026-03-24'];
const calendars = {
  IR: workCalendar('ir', 210),
  IR_THU: workCalendar('ir_thu', 210),
  IR_NOWRUZ: workCalendar('ir', 210, nowruz),
};
const lunchBreak: WorkCalendar = {
  ...calendars.IR_THU,
  days: {
    ...calendars.IR_THU.days,
    0: [
      [480, 720],
      [780, 1020],
    ],
  },
};
const tehran = (local: string): number => Date.parse(`${local}+03:30`);
const instants = fc.integer({ min: tehran('2025-01-01T00:00'), max: tehran('2027-01-01T00:00') });
const anyCalendar = fc.constantFrom(...Object.values(calendars), lunchBreak, workCalendar('ae', 240));

describe('working time', () => {
  it.each(vectors.sla)(
    'F-24: $start plus $min working minutes ($cal) is due $due',
    ({ cal, iso, min, dueIso }) => {
      expect(addWorkingMinutes(tehran(iso), min, calendars[cal])).toBe(tehran(dueIso));
    },
  );

  it('S7: a holiday on the next working day moves the deadline on', () => {
    const calendar = workCalendar('ir', 210, ['2026-11-28']);
    expect(addWorkingMinutes(tehran('2026-11-25T16:30'), 60, calendar)).toBe(tehran('2026-11-29T08:30'));
  });

  it('F-24: several windows a day', () => {
    expect(addWorkingMinutes(tehran('2026-11-22T11:45'), 30, lunchBreak)).toBe(tehran('2026-11-22T13:15'));
    expect(addWorkingMinutes(tehran('2026-11-22T11:45'), 15, lunchBreak)).toBe(tehran('2026-11-22T12:00'));
  });

  it('measures nothing outside the windows, nor backwards', () => {
    const { IR } = calendars;
    expect(workingMinutesBetween(tehran('2026-11-25T16:30'), tehran('2026-11-28T08:30'), IR)).toBe(60);
    expect(workingMinutesBetween(tehran('2026-11-26T00:00'), tehran('2026-11-28T08:00'), IR)).toBe(0);
    expect(workingMinutesBetween(tehran('2026-11-28T12:00'), tehran('2026-11-25T12:00'), IR)).toBe(0);
    expect(workingMinutesBetween(tehran('2026-11-28T08:00:00'), tehran('2026-11-28T08:01:59'), IR)).toBe(1);
  });

  it('knows working days by the local date', () => {
    expect(workingDate(tehran('2026-11-28T00:10'), calendars.IR)).toBe('2026-11-28');
    expect(workingDate(tehran('2026-11-27T23:50'), calendars.IR)).toBeNull();
    expect(workingDate(tehran('2026-03-21T10:00'), calendars.IR_NOWRUZ)).toBeNull();
  });

  it('what is added is what is measured, and adding in two steps is adding once', () => {
    const minutes = fc.integer({ min: 0, max: 6000 });
    fc.assert(
      fc.property(instants, minutes, minutes, anyCalendar, (startMs, first, second, calendar) => {
        const halfwayMs = addWorkingMinutes(startMs, first, calendar);
        expect(workingMinutesBetween(startMs, halfwayMs, calendar)).toBe(first);
        expect(addWorkingMinutes(halfwayMs, second, calendar)).toBe(
          addWorkingMinutes(startMs, first + second, calendar),
        );
      }),
    );
  });

  it('measures years at once as it measures them day by day', () => {
    const dayMs = 86_400_000;
    const holidays = [
      '2026-03-20',
      '2026-03-21',
      '2026-03-21',
      '2026-3-22',
      '2026-02-30',
      '2026-03-27',
      'soon',
    ];
    const years = fc.integer({ min: tehran('2024-01-01T00:00'), max: tehran('2029-01-01T00:00') });
    const check = (fromMs: number, toMs: number, calendar: WorkCalendar): void => {
      let minutes = 0;
      for (let at = fromMs; at < toMs; at += dayMs)
        minutes += workingMinutesBetween(at, Math.min(at + dayMs, toMs), calendar);
      expect(workingMinutesBetween(fromMs, toMs, calendar)).toBe(minutes);
    };
    const minuteOf = (ms: number): number => Math.floor(ms / 60_000) * 60_000;
    fc.assert(
      fc.property(years, years, anyCalendar, (from, to, calendar) =>
        check(minuteOf(from), minuteOf(to), { ...calendar, holidays }),
      ),
      { numRuns: 60 },
    );
    const startedMs = performance.now();
    expect(workingMinutesBetween(0, latestInstantMs, lunchBreak)).toBeGreaterThan(0);
    expect(performance.now() - startedMs).toBeLessThan(20);
  });

  it('refuses negative minutes and a calendar without work', () => {
    const empty: WorkCalendar = {
      ...calendars.IR,
      days: { 0: [], 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] },
    };
    expect(() => addWorkingMinutes(0, 1, empty)).toThrow(RangeError);
    expect(() => addWorkingMinutes(0, -1, calendars.IR)).toThrow(RangeError);
  });
});

describe('working weeks', () => {
  it('Iran rests Thursday and Friday, or works Thursday until one; weeks begin where people expect', () => {
    expect(workWeek('ir')).toMatchObject({ firstDay: 6, weekend: [4, 5] });
    expect(workWeek('ir_thu').days[4]).toEqual([[480, 780]]);
    expect(workWeek('iq')).toMatchObject({ firstDay: 6, weekend: [5, 6] });
    expect(workWeek('eg')).toMatchObject({ firstDay: 6, weekend: [5, 6] });
    expect(workWeek('sa')).toMatchObject({ firstDay: 0, weekend: [5, 6] });
    expect(workWeek('ae')).toMatchObject({ firstDay: 1, weekend: [6, 0] });
  });

  it.each(['ir', 'ir_thu', 'iq', 'eg', 'sa', 'ae'] as const)('%s: nobody works on the weekend', (preset) => {
    const { days, weekend } = workWeek(preset);
    for (const [day, windows] of Object.entries(days)) {
      expect(windows.length === 0).toBe(weekend.some((off) => String(off) === day));
    }
  });
});
