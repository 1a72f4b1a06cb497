/** G8: an office of fifty PCs that all write, whose hub is killed and comes back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delaysOf, type OfficePeer, startOfficePeer } from '../../support/crowd.ts';
import { poll } from '../../support/poll.ts';
import { pause } from './call-centre.ts';
import { type FaultRun, percentile, type Say, sum, tries } from './figure.ts';

const fullCrowd = 50;
const writeEveryMs = 1000;
const writeForMs = 30_000;
const deliveredWithinMs = 1000;
const hubMemoryMB = 300;
const backWithinMs = 30_000;
const askEveryMs = 500;

const untilEqual = async (peers: readonly OfficePeer[], limitMs: number): Promise<boolean> => {
  try {
    await poll(
      async () => {
        // Asking is work for them, too: not oftener than it matters.
        await pause(askEveryMs);
        return new Set(await Promise.all(peers.map((peer) => peer.state()))).size === 1;
      },
      'all are equal',
      limitMs,
    );
    return true;
  } catch {
    return false;
  }
};

/** An office of PCs; the first is the hub. */
interface Crowd {
  readonly root: string;
  readonly at: { readonly address: string; readonly secret: string };
  readonly running: OfficePeer[];
}

const withCrowd = async <T>(count: number, say: Say, run: (crowd: Crowd) => Promise<T>): Promise<T> => {
  const root = mkdtempSync(join(tmpdir(), 'paydar-crowd-'));
  const running: OfficePeer[] = [];
  try {
    const hub = await startOfficePeer(join(root, 'pc0'));
    running.push(hub);
    const at = await hub.create();
    for (let n = 1; n < count; n += 1) {
      const peer = await startOfficePeer(join(root, `pc${n}`));
      running.push(peer);
      await peer.join(at);
    }
    say(`${count} PCs have joined`);
    return await run({ root, at, running });
  } finally {
    await Promise.all(running.map((peer) => peer.kill()));
    rmSync(root, { recursive: true, force: true });
  }
};

interface Delivered {
  readonly written: number;
  readonly deliveries: number;
  readonly missing: number;
  readonly isEqual: boolean;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly hubMemoryMB: number;
  readonly hubLongestStallMs: number;
}

/** All write once a second. @param midway what befalls them after half of the time. */
const writeTogether = async (
  { running }: Crowd,
  forMs: number,
  equalMs: number,
  midway: () => Promise<void> = async () => undefined,
): Promise<Delivered> => {
  for (const peer of running) {
    await peer.write(writeEveryMs);
    // Fifty people do not press the key at the same moment.
    await pause(writeEveryMs / running.length);
  }
  await pause(forMs / 2);
  await midway();
  await pause(forMs / 2);
  for (const peer of running) await peer.stopWriting();
  const isEqual = await untilEqual(running, equalMs);
  const reports = await Promise.all(running.map((peer) => peer.report()));
  const delays = delaysOf(reports);
  const written = sum(reports.map((report) => report.written));
  return {
    written,
    deliveries: delays.length,
    missing: written * (running.length - 1) - delays.length,
    isEqual,
    p50Ms: percentile(delays, 0.5),
    p95Ms: percentile(delays, 0.95),
    hubMemoryMB: reports[0]?.memoryMB ?? Number.NaN,
    hubLongestStallMs: Math.round(reports[0]?.longestStallMs ?? Number.NaN),
  };
};

/** The hub is killed, a desk writes on, the hub comes back. @returns how long until all are there again. */
const returnOfHub = async ({ root, at, running }: Crowd, say: Say) => {
  const [hub, desk] = running;
  if (hub === undefined || desk === undefined) throw new Error('A crowd has a hub and desks');
  await hub.kill();
  await desk.write(writeEveryMs);
  await pause(3000);
  await desk.stopWriting();
  const port = at.address.split(':').pop() ?? '0';
  const again = await startOfficePeer(join(root, 'pc0'), ['--sync-port', port]);
  running[0] = again;
  const startedAtMs = performance.now();
  let backMs: number | null = null;
  try {
    await poll(async () => (await again.peers()) === running.length - 1, 'all are back', backWithinMs * 2);
    backMs = Math.round(performance.now() - startedAtMs);
  } catch {
    say('Not every desk came back to the hub');
  }
  return { backMs, isEqual: await untilEqual(running, 60_000) };
};

const controlCrowd = 4;
const controlWriteForMs = 4000;
const controlEqualMs = 8000;

export const crowdRun: FaultRun = {
  name: 'fifty PCs that write once a second, and a hub that is killed and comes back',
  ids: ['G8'],
  measure: ({ share, say }) => {
    const count = Math.max(4, tries(fullCrowd, share));
    return withCrowd(count, say, async (crowd) => {
      const forMs = writeForMs * Math.max(share, 0.2);
      const { isEqual, ...delivered } = await writeTogether(crowd, forMs, 60_000);
      const { backMs, isEqual: isEqualAgain } = await returnOfHub(crowd, say);
      const misses = [
        !isEqual,
        !isEqualAgain,
        delivered.missing !== 0,
        !(delivered.p95Ms <= deliveredWithinMs),
        !(delivered.hubMemoryMB <= hubMemoryMB),
        backMs === null || backMs > backWithinMs,
      ].filter((missed) => missed).length;
      return [
        {
          id: 'G8',
          value: misses,
          unit: 'of six promises broken: equal, equal after the hub came back, all delivered, p95, memory, back in time',
          goal: 0,
          n: count,
          ...delivered,
          equal: isEqual,
          equalAfterHub: isEqualAgain,
          p95GoalMs: deliveredWithinMs,
          hubMemoryGoalMB: hubMemoryMB,
          backMs,
          backGoalMs: backWithinMs,
        },
      ];
    });
  },
  plant: async ({ say }) => {
    const dropping = await withCrowd(controlCrowd, say, async (crowd) => {
      await crowd.running[1]?.spoil(
        `CREATE TRIGGER plant AFTER INSERT ON customer WHEN substr(hex(new.id), -1) IN ('3', '7')
         BEGIN DELETE FROM customer WHERE rowid = new.rowid; END`,
      );
      return writeTogether(crowd, controlWriteForMs, controlEqualMs);
    });
    const stuck = await withCrowd(controlCrowd, say, (crowd) =>
      writeTogether(crowd, controlWriteForMs, controlEqualMs, async () => {
        const pid = crowd.running[0]?.pid ?? 0;
        process.kill(pid, 'SIGSTOP');
        await pause(3 * deliveredWithinMs);
        process.kill(pid, 'SIGCONT');
      }),
    );
    return [
      {
        control: 'G8-drops-rows',
        mustCatch: 'a PC that drops some of what the others write never becomes equal',
        caught: dropping.isEqual ? 0 : 1,
      },
      {
        control: 'G8-stuck-hub',
        mustCatch: 'a hub that stands still for three seconds delivers late',
        caught: stuck.p95Ms > deliveredWithinMs ? 1 : 0,
      },
    ];
  },
};
