import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkMeter } from './work-meter.ts';
import { workingMinutesBetween } from './working-time.ts';
import { workCalendar } from './working-week.ts';

describe('work meter', () => {
  it('measures what the calendar itself measures, whatever the week and the days off', () => {
    const calendars = [
      workCalendar('ir', 210, ['2026-11-23']),
      workCalendar('ir_thu', 210),
      workCalendar('ae', 240),
      workCalendar('eg', -120),
    ];
    const minute = fc.integer({ min: 29_000_000, max: 29_100_000 });
    fc.assert(
      fc.property(fc.constantFrom(...calendars), minute, minute, (calendar, from, to) => {
        expect(createWorkMeter(calendar).minutesBetween(from * 60_000, to * 60_000)).toBe(
          workingMinutesBetween(from * 60_000, to * 60_000, calendar),
        );
      }),
    );
  });

  it('takes instants at the beginning of their minute', () => {
    const start = Date.parse('2026-11-21T10:00+03:30');
    const meter = createWorkMeter(workCalendar('ir', 210));
    expect(meter.minutesBetween(start + 59_999, start + 120_001)).toBe(2);
  });
});
