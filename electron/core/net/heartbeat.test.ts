import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import type { Clock } from '../sync/ports.ts';
import { startHeartbeat } from './heartbeat.ts';

function start(clock: Clock) {
  const pingsAtMs: number[] = [];
  const silentAtMs: number[] = [];
  const heartbeat = startHeartbeat({
    clock,
    pingEveryMs: 5_000,
    silentAfterMs: 10_000,
    ping: () => pingsAtMs.push(clock.monotonicMs()),
    onSilent: () => silentAtMs.push(clock.monotonicMs()),
  });
  return { heartbeat, pingsAtMs, silentAtMs };
}

describe('startHeartbeat', () => {
  it('pings every 5 s and notices silence 10 s after the last byte, whenever that was', async () => {
    for (const lastHeardMs of [0, 1, 2_500, 5_001, 9_999, 12_345]) {
      const clock = createFakeClock();
      const { heartbeat, silentAtMs } = start(clock);
      for (let atMs = 0; atMs < lastHeardMs; atMs += 500) clock.after(atMs, heartbeat.heard);
      clock.after(lastHeardMs, heartbeat.heard);
      await clock.advance(40_000);
      expect(silentAtMs).toEqual([lastHeardMs + 10_000]);
    }
  });

  it('stays quiet while something is heard, and after stop', async () => {
    const clock = createFakeClock();
    const { heartbeat, pingsAtMs, silentAtMs } = start(clock);
    for (let atMs = 0; atMs <= 60_000; atMs += 9_000) clock.after(atMs, heartbeat.heard);
    await clock.advance(60_000);
    expect(silentAtMs).toEqual([]);
    expect(pingsAtMs.slice(0, 3)).toEqual([5_000, 10_000, 15_000]);
    heartbeat.stop();
    await clock.advance(60_000);
    expect(silentAtMs).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('gives the peer another chance after this PC itself has slept', async () => {
    const clock = createFakeClock();
    let sleptMs = 0;
    const waking: Clock = { ...clock, monotonicMs: () => clock.monotonicMs() + sleptMs };
    const { heartbeat, silentAtMs } = start(waking);
    await clock.advance(6_000);
    sleptMs = 3_600_000;
    await clock.advance(4_000);
    expect(silentAtMs, 'the first look after waking is not the last word').toEqual([]);
    clock.after(100, heartbeat.heard);
    await clock.advance(9_000);
    expect(silentAtMs).toEqual([]);
    await clock.advance(10_000);
    expect(silentAtMs.length).toBe(1);
  });
});
