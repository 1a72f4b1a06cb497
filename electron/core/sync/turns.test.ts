import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Time passes only where a piece of work takes it. */
const open = () => {
  let nowMs = 0;
  const turns = createTurns(() => nowMs);
  const done: string[] = [];
  const take = (name: string, tookMs: number) =>
    turns.take(() => {
      nowMs += tookMs;
      done.push(name);
    });
  return { turns, done, take };
};
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('turns of the event loop', () => {
  it('S43: work at once while this turn has spent little, and go on in the next in the order of asking', async () => {
    const { done, take } = open();
    for (const name of ['a', 'b', 'c', 'd', 'e']) take(name, 4);
    expect(done).toEqual(['a', 'b']);
    await nextTurn();
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    await nextTurn();
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('let a piece that asks for more come after those that wait already', async () => {
    const { turns, done, take } = open();
    turns.take(() => {
      take('later', 0);
      done.push('first');
    });
    expect(done).toEqual(['first', 'later']);
  });

  it('tell a failure to whose piece it was, and go on with the others', async () => {
    const { turns, done, take } = open();
    const failing = turns.take(() => {
      throw new Error('planted');
    });
    take('next', 0);
    await expect(failing).rejects.toThrow('planted');
    expect(done).toEqual(['next']);
  });
});
