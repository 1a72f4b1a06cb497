import { describe, expect, it } from 'vitest';
import { slaTargets } from './sla-defaults.ts';
import { addWorkingMinutes } from './working-time.ts';
import { workCalendar } from './working-week.ts';

describe('default deadlines', () => {
  it('R30–32: first response and solution by level', () => {
    expect(slaTargets('critical', false)).toEqual({ firstResponseMin: 30, resolveMin: 240 });
    expect(slaTargets('high', false)).toEqual({ firstResponseMin: 60, resolveMin: 540 });
    expect(slaTargets('medium', false)).toEqual({ firstResponseMin: 240, resolveMin: 1080 });
    expect(slaTargets('low', false)).toEqual({ firstResponseMin: 540, resolveMin: 2700 });
  });

  it('a VIP waits half as long for the first word, and as long for the solution', () => {
    expect(slaTargets('critical', true)).toEqual({ firstResponseMin: 15, resolveMin: 240 });
  });

  it('nine hours are one working day, and a low ticket takes a working week', () => {
    const saturdayMs = Date.parse('2026-11-21T08:00+03:30');
    const { resolveMin } = slaTargets('low', false);
    expect(addWorkingMinutes(saturdayMs, resolveMin, workCalendar('ir', 210))).toBe(
      Date.parse('2026-11-25T17:00+03:30'),
    );
  });
});
