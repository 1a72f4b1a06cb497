import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { recordedConnection } from '../../../test/support/recorded-connection.ts';
import { openDialler } from './dialler.ts';
import type { Connection } from './ports.ts';

const deviceId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000aa');

const open = (answers: boolean, proves = true) => {
  const clock = createFakeClock();
  const dialledAtMs: number[] = [];
  const met: Connection[] = [];
  let isConnected = false;
  const faults: unknown[] = [];
  const dialler = openDialler({
    clock,
    transport: {
      listen: async () => err({ type: 'port-taken', port: 0 }),
      dial: async () => {
        dialledAtMs.push(clock.monotonicMs());
        return answers ? ok(recordedConnection().connection) : err({ type: 'unreachable', detail: 'x' });
      },
    },
    isConnected: () => isConnected,
    meet: (connection, _, onMet) => {
      met.push(connection);
      onMet(proves);
    },
    onFault: (cause) => faults.push(cause),
  });
  /** As the mesh does: asks again every 100 ms. */
  const keepTrying = async (forMs: number): Promise<void> => {
    for (let passed = 0; passed < forMs; passed += 100) {
      dialler.dial('a:1');
      await clock.advance(100);
    }
  };
  return {
    clock,
    dialler,
    dialledAtMs,
    met,
    faults,
    keepTrying,
    connect: () => {
      isConnected = true;
    },
  };
};

describe('dialling', () => {
  it('waits longer after each failure in a row, up to five seconds', async () => {
    const { dialledAtMs, keepTrying } = open(false);
    await keepTrying(20_000);
    const pauses = dialledAtMs.slice(1).map((atMs, index) => atMs - (dialledAtMs[index] ?? 0));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('counts a peer that answers and proves nothing as a failure', async () => {
    const { dialledAtMs, keepTrying, met } = open(true, false);
    await keepTrying(2000);
    expect(dialledAtMs).toEqual([0, 500, 1500]);
    expect(met).toHaveLength(3);
  });

  it('begins anew when somebody says that the address is worth a try', async () => {
    const { clock, dialler, dialledAtMs, keepTrying } = open(false);
    await keepTrying(3000);
    expect(dialler.isPromising(['a:1'])).toBe(false);
    dialler.forgive('a:1');
    expect(dialler.isPromising(['a:1'])).toBe(true);
    const before = dialledAtMs.length;
    dialler.dial('a:1');
    await clock.advance(0);
    expect(dialledAtMs).toHaveLength(before + 1);
  });

  it('does not dial where the one who answers is connected already', async () => {
    const { dialler, dialledAtMs, keepTrying, connect } = open(true);
    dialler.noteAnswer('a:1', deviceId);
    connect();
    await keepTrying(1000);
    expect(dialledAtMs).toEqual([]);
  });

  it('S147: hangs up again where the one who answers has meanwhile connected by itself', async () => {
    const { clock, dialler, dialledAtMs, met, connect } = open(true);
    dialler.dial('a:1');
    expect(dialledAtMs).toHaveLength(1);
    dialler.noteAnswer('a:1', deviceId);
    connect();
    await clock.advance(0);
    expect(met).toEqual([]);
    // It was no failure.
    expect(dialler.isPromising(['a:1'])).toBe(true);
  });

  it('takes a short pause after a sound connection, and a longer one each time it breaks at once', async () => {
    const { clock, dialler, dialledAtMs } = open(true);
    const triedAfter = async (waitMs: number): Promise<boolean> => {
      const before = dialledAtMs.length;
      await clock.advance(waitMs);
      dialler.dial('a:1');
      await clock.advance(0);
      return dialledAtMs.length > before;
    };
    dialler.noteEnd('a:1', false);
    dialler.noteEnd('a:1', false);
    expect([await triedAfter(999), await triedAfter(1)]).toEqual([false, true]);
    dialler.noteEnd('a:1', true);
    expect([await triedAfter(499), await triedAfter(1)]).toEqual([false, true]);
  });

  it('S26: tries one address of a device at a time, the first whose pause is over', async () => {
    const { clock, dialler, dialledAtMs } = open(false);
    dialler.dialOne(['a:1', 'b:1']);
    dialler.dialOne(['a:1', 'b:1']);
    expect(dialledAtMs).toHaveLength(1);
    await clock.advance(0);
    dialler.dialOne(['a:1', 'b:1']);
    await clock.advance(0);
    expect(dialledAtMs).toHaveLength(2);
    dialler.dialOne(['a:1', 'b:1']);
    expect(dialledAtMs).toHaveLength(2);
  });

  it('hangs up on who answers after the end', async () => {
    const { clock, dialler, met, faults } = open(true);
    dialler.dial('a:1');
    dialler.close();
    await clock.advance(0);
    expect([met, faults]).toEqual([[], []]);
  });
});
