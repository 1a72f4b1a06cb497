import { describe, expect, it } from 'vitest';
import type { CloseReason, Connection } from '../../electron/core/sync/ports.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createMemoryNetwork, type MemoryNetwork } from '../support/memory-network.ts';
import { seededRandom } from '../support/seeded-random.ts';

interface Side {
  readonly connection: Connection;
  readonly heard: number[];
  readonly ends: CloseReason[];
}

interface Pair {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly hub: Side;
  readonly desk: Side;
}

function watch(connection: Connection): Side {
  const side: Side = { connection, heard: [], ends: [] };
  connection.onFrame(([first = -1]) => side.heard.push(first));
  connection.onClose((reason) => side.ends.push(reason));
  return side;
}

const frame = (value: number): Uint8Array => new Uint8Array([value]);

async function connected(seed = 1): Promise<Pair> {
  const clock = createFakeClock();
  const network = createMemoryNetwork({
    clock,
    random: seededRandom(seed),
    latency: { minMs: 5, maxMs: 50 },
  });
  const accepted: Side[] = [];
  await network.transport('hub').listen(1, (connection) => accepted.push(watch(connection)));
  let dialled: Side | undefined;
  network
    .transport('desk')
    .dial('hub:1')
    .then((result) => {
      if (result.ok) dialled = watch(result.value);
    });
  await clock.advanceUntil(() => dialled !== undefined, 1_000);
  const hub = accepted[0];
  if (!hub || !dialled) throw new Error('Not connected');
  return { clock, network, hub, desk: dialled };
}

async function dialAgain({ clock, network }: Pair): Promise<boolean> {
  let outcome: boolean | undefined;
  network
    .transport('desk')
    .dial('hub:1')
    .then(({ ok }) => {
      outcome = ok;
    });
  await clock.advanceUntil(() => outcome !== undefined, 20_000);
  return outcome ?? false;
}

describe('memory network', () => {
  it('breaks connections over a cut and takes new ones after it is healed', async () => {
    const pair = await connected();
    pair.desk.connection.send(frame(1));
    pair.network.cut(['desk'], ['hub', 'other']);
    await pair.clock.advance(100);
    expect(pair.hub.heard).toEqual([]);
    expect([...pair.hub.ends, ...pair.desk.ends].map(({ type }) => type)).toEqual([
      'unreachable',
      'unreachable',
    ]);
    expect(await dialAgain(pair)).toBe(false);
    pair.network.heal();
    expect(await dialAgain(pair)).toBe(true);
  });

  it('swallows everything in a black hole, and both ends find it silent after 10 s', async () => {
    const pair = await connected();
    pair.network.blackhole('hub', 'desk');
    pair.desk.connection.send(frame(1));
    pair.hub.connection.send(frame(2));
    await pair.clock.advance(9_999);
    expect([...pair.hub.heard, ...pair.desk.heard, ...pair.hub.ends, ...pair.desk.ends]).toEqual([]);
    expect(pair.desk.connection.bufferedBytes()).toBe(1);
    await pair.clock.advance(1);
    expect([...pair.hub.ends, ...pair.desk.ends]).toEqual([{ type: 'silent' }, { type: 'silent' }]);
    expect(await dialAgain(pair)).toBe(false);
    pair.network.heal();
    await pair.clock.advance(60_000);
    expect([...pair.hub.heard, ...pair.desk.heard]).toEqual([]);
    expect(pair.network.openConnections()).toBe(0);
  });

  it('delivers in order what a short black hole held back', async () => {
    const pair = await connected();
    pair.desk.connection.send(frame(1));
    pair.network.blackhole('hub', 'desk');
    pair.desk.connection.send(frame(2));
    await pair.clock.advance(5_000);
    pair.network.heal();
    pair.desk.connection.send(frame(3));
    await pair.clock.advance(30_000);
    expect(pair.hub.heard).toEqual([1, 2, 3]);
    expect(pair.hub.ends).toEqual([]);
  });

  it('a PC that loses power hears nothing more; of what it sent a beginning arrives, then the end', async () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 30; seed += 1) {
      const { clock, network, hub, desk } = await connected(seed);
      for (let value = 0; value < 5; value += 1) {
        desk.connection.send(frame(value));
        hub.connection.send(frame(value));
      }
      network.kill('desk');
      await clock.advance(1_000);
      expect(desk.heard).toEqual([]);
      expect(desk.ends).toEqual([]);
      expect(hub.heard).toEqual([0, 1, 2, 3, 4].slice(0, hub.heard.length));
      expect(hub.ends).toEqual([{ type: 'unreachable', detail: 'the connection broke' }]);
      lengths.add(hub.heard.length);
    }
    expect(lengths.size).toBeGreaterThan(2);
  });

  it('a restarted PC has a new card; the old one is dead', async () => {
    const pair = await connected();
    const old = pair.network.transport('desk');
    pair.network.kill('desk');
    let outcome: boolean | undefined;
    old.dial('hub:1').then(({ ok }) => {
      outcome = ok;
    });
    await pair.clock.advance(1_000);
    expect(outcome).toBe(false);
    expect(await dialAgain(pair)).toBe(true);
  });

  it('repeats itself for the same seed, and not for another', async () => {
    const traceOf = async (seed: number): Promise<string> => {
      const { clock, network, hub, desk } = await connected(seed);
      const trace: string[] = [];
      hub.connection.onFrame(([first]) => trace.push(`hub ${first} ${clock.monotonicMs()}`));
      desk.connection.onFrame(([first]) => trace.push(`desk ${first} ${clock.monotonicMs()}`));
      for (let value = 0; value < 20; value += 1) {
        hub.connection.send(frame(value));
        desk.connection.send(frame(value));
        await clock.advance(3);
      }
      network.breakConnections('hub', 'desk');
      await clock.advance(1_000);
      return trace.join('\n');
    };
    expect(await traceOf(5)).toBe(await traceOf(5));
    expect(await traceOf(5)).not.toBe(await traceOf(6));
  });
});

describe('fake clock', () => {
  it('runs timers in the order in which they fall due, those set on the way too', async () => {
    const clock = createFakeClock({ startMs: 1_000 });
    const seen: string[] = [];
    const note = (what: string) => (): void => {
      seen.push(`${what} at ${clock.nowMs()}`);
    };
    clock.after(30, note('c'));
    clock.after(10, note('a'));
    clock.after(10, () => {
      note('b')();
      Promise.resolve().then(() => clock.after(5, note('promised')));
    });
    clock.after(20, note('cancelled')).cancel();
    await clock.advance(25);
    expect(seen).toEqual(['a at 1010', 'b at 1010', 'promised at 1015']);
    expect(clock.monotonicMs()).toBe(25);
    expect(clock.pendingTimers()).toBe(1);
    expect(await clock.advanceUntil(() => seen.length === 4, 1_000)).toBe(true);
    expect(clock.monotonicMs()).toBe(30);
    expect(await clock.advanceUntil(() => false, 1_000)).toBe(false);
    expect(clock.monotonicMs()).toBe(1_030);
  });

  it('keeps thousands of timers in order', async () => {
    const clock = createFakeClock();
    const random = seededRandom('timers');
    const ranAtMs: number[] = [];
    for (let count = 0; count < 2_000; count += 1) {
      const timer = clock.after(random.integer(0, 500), () => ranAtMs.push(clock.monotonicMs()));
      if (random.chance(0.3)) timer.cancel();
    }
    const left = clock.pendingTimers();
    await clock.advance(500);
    expect(ranAtMs.length).toBe(left);
    expect(ranAtMs).toEqual(ranAtMs.toSorted((one, other) => one - other));
  });

  it("gives a node a wall clock of its own, which jumps and stops with the node's power", async () => {
    const clock = createFakeClock({ startMs: 1_000 });
    const node = clock.forNode(-400);
    let ran = 0;
    node.after(10, () => {
      ran += 1;
    });
    expect(node.nowMs()).toBe(600);
    node.jump(5_000);
    expect([node.nowMs(), node.monotonicMs(), clock.nowMs()]).toEqual([5_600, 0, 1_000]);
    node.stop();
    await clock.advance(100);
    expect(ran).toBe(0);
  });
});
