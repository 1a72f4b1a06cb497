import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createGivenFiles } from './given-files.ts';

describe('given files', () => {
  it('are those that a person gave, also when the word comes a moment later', async () => {
    const clock = createFakeClock();
    const files = createGivenFiles(clock);
    files.give('/data/early.csv');
    expect(await files.isGiven('/data/early.csv')).toBe(true);
    const late = files.isGiven('/data/late.csv');
    clock.after(200, () => files.give('/data/late.csv'));
    await clock.advance(500);
    expect(await late).toBe(true);
  });

  it('are no others, whatever the page asks for', async () => {
    const clock = createFakeClock();
    const files = createGivenFiles(clock);
    files.give('/data/list.csv');
    const asked = files.isGiven('/etc/passwd');
    await clock.advance(5000);
    expect(await asked).toBe(false);
  });
});
