import { describe, expect, it } from 'vitest';
import { plants } from './plants.ts';
import { runSeed } from './run-seed.ts';

const seeds = 200;
const seedsForPlants = 200;

const firstCaught = async (name: string): Promise<number | null> => {
  for (let seed = 1; seed <= seedsForPlants; seed += 1) {
    const report = await runSeed({ seed, plant: plants[name] });
    if (report.violations.length > 0) return seed;
  }
  return null;
};

describe('a simulated office', () => {
  it(`keeps every promise of the spec on ${seeds} random days of cuts, crashes, skew and lost connections`, async () => {
    let operations = 0;
    let conflicts = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const report = await runSeed({ seed });
      // The schedule is what somebody needs who has to understand a failure.
      expect(report.violations, `seed ${seed}\n${report.schedule.join('\n')}`).toEqual([]);
      operations += report.operations;
      conflicts += report.conflicts;
    }
    // A world in which nothing happens keeps every promise too.
    expect(operations).toBeGreaterThan(seeds * 20);
    expect(conflicts).toBeGreaterThan(seeds / 20);
  });

  it('runs the same seed to the same state, bit for bit', async () => {
    const [one, two] = [await runSeed({ seed: 7 }), await runSeed({ seed: 7 })];
    expect(two.schedule).toEqual(one.schedule);
    expect(two.hash).toBe(one.hash);
  });

  it.each(Object.keys(plants))('finds the planted bug %s', async (name) => {
    expect(await firstCaught(name)).not.toBeNull();
  });
});
