import { describe, expect, it } from 'vitest';
import { generateSchedule } from './generate.ts';
import { plants } from './plants.ts';
import { runSchedule } from './run-schedule.ts';
import { shrink } from './shrink.ts';
import { sweepHere } from './sweep.ts';

/** Shortly before the day that shows each; all of them are looked for with `npm run sim -- --plant NAME`. */
const shownAt: Readonly<Record<string, number>> = {
  'skipped-event': 1,
  'grant-counted-twice': 12,
  'merge-lost': 12,
  'hub-term-ignored': 4,
};
const seeds = 20;

describe('planted bugs', () => {
  it('are at least ten, and each says what is wrong', () => {
    expect(Object.keys(plants).length).toBeGreaterThanOrEqual(10);
    expect(Object.values(plants).filter(({ what }) => what.length < 20)).toEqual([]);
  });

  it.each(Object.entries(shownAt))('finds %s', async (name, from) => {
    expect((await sweepHere({ from, seeds, twiceBefore: 0 }, plants[name])).failedSeeds).not.toEqual([]);
  });

  it('shortens a bad day to the steps that make it bad', async () => {
    const plant = plants['skipped-event'];
    const [seed = 1] = (await sweepHere({ from: 1, seeds, twiceBefore: 0 }, plant)).failedSeeds;
    const whole = generateSchedule(seed);
    const isBad = async (schedule: typeof whole): Promise<boolean> =>
      (await runSchedule(schedule, { plant })).violations.some(({ rule }) => rule === 'diverged');
    const short = await shrink(whole, isBad, 60);
    expect(await isBad(short)).toBe(true);
    expect(short.steps.length).toBeLessThan(whole.steps.length / 4);
  });
});
