import { describe, expect, it } from 'vitest';
import { generateSchedule } from './generate.ts';
import { plants } from './plants.ts';
import { runSchedule } from './run-schedule.ts';
import { shrink } from './shrink.ts';
import { sweepHere } from './sweep.ts';

const seeds = 500;

describe('planted bugs', () => {
  it.each(Object.entries(plants))('finds %s', async (_, plant) => {
    expect((await sweepHere({ from: 1, seeds }, plant)).failedSeeds).not.toEqual([]);
  });

  it('shortens a bad day to the steps that make it bad', async () => {
    const plant = plants['skipped-event'];
    const [seed = 1] = (await sweepHere({ from: 1, seeds }, plant)).failedSeeds;
    const whole = generateSchedule(seed);
    const isBad = async (schedule: typeof whole): Promise<boolean> =>
      (await runSchedule(schedule, { plant })).violations.some(({ rule }) => rule === 'diverged');
    const short = await shrink(whole, isBad, 60);
    expect(await isBad(short)).toBe(true);
    expect(short.steps.length).toBeLessThan(whole.steps.length / 4);
  });
});
