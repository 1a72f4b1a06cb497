import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generateSchedule } from './generate.ts';
import { type Plant, plants } from './plants.ts';
import { runSchedule } from './run-schedule.ts';
import { sweepHere } from './sweep.ts';

/** Sixty more are lived twice by each wide sweep, which lives the first hundred of its days twice. */
const seeds = 40;
const seedsAcrossProcesses = 10;

const program = fileURLToPath(new URL('sim.ts', import.meta.url));

const replayElsewhere = (seed: number): unknown => {
  const { stdout } = spawnSync(process.execPath, [program, '--replay', String(seed)], { encoding: 'utf8' });
  return JSON.parse(stdout);
};

describe('a simulated office', () => {
  it(`keeps every promise on ${seeds} random days, and lives each of them a second time bit for bit`, async () => {
    let operations = 0;
    let conflicts = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const run = await runSchedule(generateSchedule(seed), { isTraced: true });
      // The story is what somebody needs who has to understand a failure.
      expect(run.violations, `seed ${seed}\n${run.story.join('\n')}`).toEqual([]);
      const again = await runSchedule(generateSchedule(seed), { isTraced: true });
      expect(again.trace, `seed ${seed}`).toBe(run.trace);
      operations += run.operations;
      conflicts += run.conflicts;
    }
    // A world in which nothing happens keeps every promise too.
    expect(operations).toBeGreaterThan(seeds * 20);
    expect(conflicts).toBeGreaterThan(seeds / 20);
  });

  it('lives the same days in another process', async () => {
    for (let seed = 101; seed <= 100 + seedsAcrossProcesses; seed += 1) {
      const { trace, hash } = await runSchedule(generateSchedule(seed), { isTraced: true });
      expect(replayElsewhere(seed)).toEqual({ ok: true, seed, trace, hash });
    }
  });

  it('tells when a day is another one the second time', async () => {
    let lives = 0;
    const fickle: Plant = {
      what: 'a day that depends on how often it was lived before',
      make: () => {
        lives += 1;
        return lives % 2 === 0 ? (plants['skipped-event']?.make() ?? {}) : {};
      },
    };
    const tally = await sweepHere({ from: 1, seeds: 20, twiceBefore: 21 }, fickle);
    expect(tally.failedSeeds.length).toBe(1);
    expect(tally.violations).toBe(1);
  });

  it('tells two days apart', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((seed) => runSchedule(generateSchedule(seed), { isTraced: true })),
    );
    expect(one?.trace).not.toBe(two?.trace);
  });
});
