import { afterEach, describe, expect, it } from 'vitest';
import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from '../db/commit.ts';
import { readVector } from '../db/operation-log.ts';
import type { RememberedPeer } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { computeStable, liveWithinMs } from './stable-vector.ts';

const day = 24 * 60 * 60_000;
const now = (): number => Date.now();
const idOf = (code: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-000000000${code}`);

describe('the stable vector', () => {
  const opened: TestReplica[] = [];
  afterEach(() => {
    for (const test of opened.splice(0)) test.close();
  });

  /** A hub with devices 102 and 103, and some operations of its own. */
  const office = (): Replica => {
    const test = openTestReplica(':memory:');
    opened.push(test);
    for (const code of [102, 103]) {
      const added = runCommand(test.replica, { name: 'test', author: { userId: null } }, (tx) => {
        tx.insertWithId(device, idOf(code), { code, name: `میز ${code}`, role: 'desk' });
        return ok(null);
      });
      if (!added.ok) throw new Error(added.error.code);
    }
    return test.replica;
  };
  const peer = (code: number, agoMs: number | null, vector: readonly VectorEntry[]): RememberedPeer => ({
    deviceId: idOf(code),
    addresses: [],
    lastSeenAt: agoMs === null ? null : Date.now() - agoMs,
    appVersion: null,
    clockOffsetMs: null,
    vector,
  });
  const upTo = (replica: Replica, seq: number): VectorEntry[] =>
    readVector(replica.db.reader).map((entry) => ({ ...entry, seq }));
  const forget = (
    replica: Replica,
    code: number,
    patch: { deletedAt: number } | { replacedById: DeviceId },
  ) =>
    runCommand(replica, { name: 'test', author: { userId: null } }, (tx) => {
      tx.update(device, idOf(code), patch);
      return ok(null);
    });

  it('S110: is what every live device is known to hold, and this one', () => {
    const replica = office();
    const all = readVector(replica.db.reader);
    expect(all[0]?.seq).toBe(2);
    expect(computeStable(replica, [peer(102, 0, all), peer(103, 0, upTo(replica, 1))], now())).toEqual(
      upTo(replica, 1),
    );
    expect(computeStable(replica, [peer(102, 0, all), peer(103, 0, all)], now())).toEqual(all);
    // A peer may claim more than there is.
    expect(computeStable(replica, [peer(102, 0, upTo(replica, 9)), peer(103, 0, all)], now())).toEqual(all);
  });

  it('S110: waits for a device for 14 days from when it was last seen, or introduced when it never was', () => {
    const replica = office();
    const all = readVector(replica.db.reader);
    const other = peer(102, 0, all);
    expect(computeStable(replica, [other, peer(103, 13 * day, [])], now())).toEqual([]);
    expect(computeStable(replica, [other, peer(103, liveWithinMs + 1000, [])], now())).toEqual(all);
    expect(computeStable(replica, [other], now())).toEqual([]);
    expect(computeStable(replica, [other, peer(103, null, [])], now())).toEqual([]);
    const later = Date.now() + liveWithinMs + 1000;
    expect(computeStable(replica, [peer(102, -liveWithinMs, all)], later)).toEqual(all);
  });

  it('S110: does not wait for a device that was removed or has another identity now', () => {
    for (const patch of [{ deletedAt: 1_790_000_000_000 }, { replacedById: idOf(102) }]) {
      const replica = office();
      forget(replica, 103, patch);
      const all = readVector(replica.db.reader);
      expect(computeStable(replica, [peer(102, 0, all)], now())).toEqual(all);
    }
  });
});
