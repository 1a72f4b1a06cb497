import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CoreState } from '../../shared/contract/window-host.ts';
import { type CoreChild, startCoreProcess } from './core-process.ts';

class FakeChild extends EventEmitter implements CoreChild {
  readonly received: unknown[] = [];
  killed = false;
  postMessage(message: unknown): void {
    this.received.push(message);
  }
  kill(): boolean {
    this.killed = true;
    this.emit('exit', 15);
    return true;
  }
}

describe('the core as a process', () => {
  let children: FakeChild[] = [];
  let states: CoreState[] = [];
  const fork = () => {
    const child = new FakeChild();
    children.push(child);
    return child;
  };
  const newest = () => children.at(-1) ?? fork();
  const start = () => startCoreProcess(fork, (state) => states.push(state));

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(console, 'error').mockReturnValue();
    children = [];
    states = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is ready when it says so', () => {
    const core = start();
    expect(core.state()).toEqual({ state: 'starting' });
    newest().emit('message', { type: 'ready' });
    expect(core.state()).toEqual({ state: 'ready' });
  });

  it('is started again after a crash, later each time, and the person is told at the third', () => {
    start();
    const delays = [500, 1000, 2000].map((delayMs, crash) => {
      newest().emit('exit', 9);
      vi.advanceTimersByTime(delayMs - 1);
      const early = children.length;
      vi.advanceTimersByTime(1);
      return { crash, early, after: children.length };
    });
    expect(delays).toEqual([
      { crash: 0, early: 1, after: 2 },
      { crash: 1, early: 2, after: 3 },
      { crash: 2, early: 3, after: 4 },
    ]);
    const crashed = { state: 'failed', error: { type: 'core-crashed', detail: 'exit code 9' } };
    expect(states).toEqual([{ state: 'starting' }, { state: 'starting' }, crashed]);
    newest().emit('message', { type: 'ready' });
    expect(states.at(-1)).toEqual({ state: 'ready' });
  });

  it('counts crashes anew once it has run for a minute', () => {
    start();
    for (let crash = 0; crash < 5; crash += 1) {
      vi.advanceTimersByTime(61_000);
      newest().emit('exit', 9);
      vi.advanceTimersByTime(500);
    }
    expect(children).toHaveLength(6);
    expect(states.every(({ state }) => state === 'starting')).toBe(true);
  });

  it('is left alone when it says why it cannot start, until a restart is asked for', async () => {
    const core = start();
    const error = { type: 'database-newer' };
    newest().emit('message', { type: 'failed', error });
    newest().emit('exit', 0);
    vi.advanceTimersByTime(600_000);
    expect(children).toHaveLength(1);
    expect(core.state()).toEqual({ state: 'failed', error });
    core.restart();
    core.restart();
    await vi.advanceTimersByTimeAsync(0);
    expect(children).toHaveLength(2);
  });

  it('is asked to stop, and not started again', async () => {
    const core = start();
    newest().emit('message', { type: 'ready' });
    const stopped = core.stop();
    expect(newest().received).toEqual([{ type: 'stop' }]);
    newest().emit('exit', 0);
    await stopped;
    vi.advanceTimersByTime(600_000);
    expect(children).toHaveLength(1);
    expect(newest().killed).toBe(false);
  });

  it('is not started again by a restart that the end of the desk overtakes', async () => {
    const core = start();
    newest().emit('message', { type: 'ready' });
    core.restart();
    const stopped = core.stop();
    newest().emit('exit', 0);
    await stopped;
    await vi.advanceTimersByTimeAsync(0);
    expect(children).toHaveLength(1);
  });

  it('is killed at once while it is not listening yet', async () => {
    const core = start();
    await core.stop();
    expect(newest().killed).toBe(true);
  });

  it('is killed when it does not stop within five seconds', async () => {
    const core = start();
    newest().emit('message', { type: 'ready' });
    const stopped = core.stop();
    vi.advanceTimersByTime(5000);
    await stopped;
    expect(newest().killed).toBe(true);
  });
});
