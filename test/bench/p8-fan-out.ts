import { delaysOf, type LightPeers, startLightPeers } from '../support/crowd.ts';
import { type Bench, median, pause, quantile, rounded } from './measure.ts';
import { withTwoPcs } from './two-pcs.ts';

const rounds = 5;
const peers = 100;
const processes = 2;
const everyMs = 100;
const writesPerRound = 40;
const mostTimesP5 = 10;
const mostStallMs = 16;
const mostMB = 500;
const beatMs = 2;

/** How late the machine lets a process run that does nothing else, milliseconds. */
const watchIdle = (): (() => number) => {
  let longestMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs - beatMs);
    lastMs = nowMs;
  }, beatMs);
  return () => {
    clearInterval(timer);
    return longestMs;
  };
};

export const fanOut: Bench = {
  id: 'P8',
  what: 'a hub with 100 peers: a commit to the frame at each of them, the longest stall, the memory',
  run: () =>
    withTwoPcs(async ({ hub, at, start }) => {
      const write = async (): Promise<void> => {
        await hub.write(everyMs);
        await pause(writesPerRound * everyMs);
        await hub.stopWriting();
        await pause(500);
      };
      const desk = await start('desk');
      await desk.join(at);
      const one99: number[] = [];
      const oneStalls: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await write();
        const told = await hub.report();
        one99.push(quantile(delaysOf([told, await desk.report()]), 0.99));
        oneStalls.push(told.longestStallMs);
      }
      await desk.kill();
      const crowd: LightPeers[] = [];
      try {
        for (let n = 0; n < processes; n += 1) {
          const some = await startLightPeers();
          crowd.push(some);
          await some.connect(at, peers / processes);
        }
        // The greetings are over.
        await pause(2000);
        const p50: number[] = [];
        const p99: number[] = [];
        const stalls: number[] = [];
        const idle: number[] = [];
        let memoryMB = 0;
        let frames = 0;
        for (let round = 0; round < rounds; round += 1) {
          const idleMs = watchIdle();
          await write();
          const told = await hub.report();
          idle.push(idleMs());
          const heard = await Promise.all(crowd.map((some) => some.report()));
          const open = heard.reduce((sum, report) => sum + report.open, 0);
          const delays = delaysOf([told, ...heard]);
          if (open !== peers || delays.length !== peers * told.commits.length)
            throw new Error(`${open} peers, ${delays.length} of ${peers * told.commits.length} frames`);
          frames += delays.length;
          p50.push(quantile(delays, 0.5));
          p99.push(quantile(delays, 0.99));
          stalls.push(told.longestStallMs);
          memoryMB = Math.max(memoryMB, told.memoryMB);
        }
        const p5 = median(one99);
        const times = rounded(median(p99) / p5, 2);
        const stallMs = rounded(median(stalls), 1);
        const shared = { n: rounds, peers, frames };
        return [
          {
            id: 'P8',
            value: times,
            unit: 'times p99 between two PCs',
            goal: mostTimesP5,
            ok: times <= mostTimesP5,
            p50Ms: rounded(median(p50)),
            p99Ms: rounded(median(p99)),
            twoPcsP99Ms: rounded(p5),
            ...shared,
          },
          {
            id: 'P8-stall',
            value: stallMs,
            unit: 'ms, the longest stall of a round',
            goal: mostStallMs,
            ok: stallMs <= mostStallMs,
            highestMs: rounded(Math.max(...stalls), 1),
            withOnePeerMs: rounded(median(oneStalls), 1),
            ofAnIdleProcessMs: rounded(median(idle), 1),
            ...shared,
          },
          { id: 'P8-memory', value: memoryMB, unit: 'MB', goal: mostMB, ok: memoryMB <= mostMB, ...shared },
        ];
      } finally {
        await Promise.all(crowd.map((some) => some.kill()));
      }
    }),
};
