import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createGivenFiles } from './given-files.ts';

describe('given files', () => {
  it('are those that a person gave, also when the word comes a moment later', async () => {
    const clock = createFakeClock();
    const files = createGivenFiles(clock);
    files.give('/data/early.csv', 'read');
    expect(await files.mayRead('/data/early.csv')).toBe(true);
    const late = files.mayRead('/data/late.csv');
    clock.after(200, () => files.give('/data/late.csv', 'read'));
    await clock.advance(500);
    expect(await late).toBe(true);
  });

  it('are no others, whatever the page asks for', async () => {
    const clock = createFakeClock();
    const files = createGivenFiles(clock);
    files.give('/data/list.csv', 'read');
    const asked = files.mayRead('/etc/passwd');
    await clock.advance(5000);
    expect(await asked).toBe(false);
  });

  it('are written over only when they were chosen for that', async () => {
    const clock = createFakeClock();
    const files = createGivenFiles(clock);
    files.give('/data/list.csv', 'read');
    files.give('/stick/changes.paydar', 'write');
    const asked = files.mayWrite('/data/list.csv');
    await clock.advance(5000);
    expect(await asked).toBe(false);
    expect(await files.mayWrite('/stick/changes.paydar')).toBe(true);
  });
});
