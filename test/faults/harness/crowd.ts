/** G8: an office of fifty PCs that all write, whose hub is killed and comes back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delaysOf, type OfficePeer, startOfficePeer } from '../../support/crowd.ts';
import { poll } from '../../support/poll.ts';
import { pause } from './call-centre.ts';
import { type FaultRun, percentile, tries } from './figure.ts';

const fullCrowd = 50;
const writeEveryMs = 1000;
const writeForMs = 30_000;
const deliveredWithinMs = 1000;
const hubMemoryMB = 300;
const backWithinMs = 30_000;

const untilEqual = async (peers: readonly OfficePeer[], limitMs: number): Promise<boolean> => {
  try {
    await poll(
      async () => {
        const reports = await Promise.all(peers.map((peer) => peer.report()));
        return new Set(reports.map(({ hash }) => hash)).size === 1;
      },
      'all are equal',
      limitMs,
    );
    return true;
  } catch {
    return false;
  }
};

export const crowdRun: FaultRun = {
  name: 'fifty PCs that write once a second, and a hub that is killed and comes back',
  ids: ['G8'],
  run: async ({ share, say }) => {
    const count = Math.max(4, tries(fullCrowd, share));
    const root = mkdtempSync(join(tmpdir(), 'paydar-crowd-'));
    const running: OfficePeer[] = [];
    try {
      const hubFolder = join(root, 'pc0');
      const hub = await startOfficePeer(hubFolder);
      running.push(hub);
      const at = await hub.create();
      for (let n = 1; n < count; n += 1) {
        const peer = await startOfficePeer(join(root, `pc${n}`));
        running.push(peer);
        await peer.join(at);
      }
      say(`${count} PCs have joined`);
      for (const peer of running) {
        await peer.write(writeEveryMs);
        // Fifty people do not press the key at the same moment.
        await pause(writeEveryMs / count);
      }
      await pause(writeForMs * Math.max(share, 0.2));
      for (const peer of running) await peer.stopWriting();
      const isEqual = await untilEqual(running, 60_000);
      const reports = await Promise.all(running.map((peer) => peer.report()));
      const delays = delaysOf(reports);
      const written = reports.reduce((sum, report) => sum + report.written, 0);
      const expected = written * (count - 1);
      const p95Ms = percentile(delays, 0.95);
      const hubReport = await hub.report();

      await hub.kill();
      const [, desk] = running;
      if (desk === undefined) throw new Error('A crowd has desks');
      await desk.write(writeEveryMs);
      await pause(3000);
      await desk.stopWriting();
      const again = await startOfficePeer(hubFolder, ['--sync-port', at.address.split(':').pop() ?? '0']);
      running[0] = again;
      const startedAtMs = performance.now();
      let backMs: number | null = null;
      try {
        await poll(async () => (await again.peers()) === count - 1, 'all are back', backWithinMs * 2);
        backMs = Math.round(performance.now() - startedAtMs);
      } catch {
        say('Not every desk came back to the hub');
      }
      const isEqualAgain = await untilEqual(running, 60_000);
      const missing = expected - delays.length;
      const misses = [
        !isEqual,
        !isEqualAgain,
        missing !== 0,
        !(p95Ms <= deliveredWithinMs),
        hubReport.memoryMB > hubMemoryMB,
        backMs === null || backMs > backWithinMs,
      ].filter((missed) => missed).length;
      return {
        figures: [
          {
            id: 'G8',
            value: misses,
            unit: 'of six promises broken: equal, equal after the hub came back, all delivered, p95, memory, back in time',
            goal: 0,
            n: count,
            written,
            deliveries: delays.length,
            missing,
            equal: isEqual,
            equalAfterHub: isEqualAgain,
            p50Ms: percentile(delays, 0.5),
            p95Ms,
            p95GoalMs: deliveredWithinMs,
            hubMemoryMB: hubReport.memoryMB,
            hubMemoryGoalMB: hubMemoryMB,
            hubLongestStallMs: Math.round(hubReport.longestStallMs),
            backMs,
            backGoalMs: backWithinMs,
          },
        ],
        controls: [],
      };
    } finally {
      await Promise.all(running.map((peer) => peer.kill()));
      rmSync(root, { recursive: true, force: true });
    }
  },
};
