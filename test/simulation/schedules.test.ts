import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runSchedule } from './run-schedule.ts';
import { scheduleSchema } from './step.ts';

const folder = fileURLToPath(new URL('schedules/', import.meta.url));

describe('a day that once broke a promise', () => {
  it.each(readdirSync(folder))('keeps every one by now: %s', async (file) => {
    const schedule = scheduleSchema.parse(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
    const run = await runSchedule(schedule);
    expect(run.violations, run.story.join('\n')).toEqual([]);
  });
});
