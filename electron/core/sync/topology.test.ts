import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { isKept, wantedPeers } from './topology.ts';

const id = (n: number): DeviceId => `0197a000-0000-7000-8000-00000000000${n}` as DeviceId;

describe('topology', () => {
  it('S25: a device wants the hub and the next two round the ring', () => {
    expect(wantedPeers(id(2), id(1), [id(1), id(3), id(4), id(5)], [])).toEqual([id(1), id(3), id(4)]);
    expect(wantedPeers(id(5), id(1), [id(1), id(2), id(3), id(4)], [])).toEqual([id(1), id(2), id(3)]);
    expect(wantedPeers(id(1), id(1), [id(2), id(3), id(4)], [])).toEqual([id(2), id(3)]);
  });

  it('S25: who failed lately comes last, and is still tried when nobody else is there', () => {
    expect(wantedPeers(id(2), id(1), [id(4)], [id(3), id(5)])).toEqual([id(1), id(4), id(3)]);
    expect(wantedPeers(id(2), id(1), [], [id(3)])).toEqual([id(1), id(3)]);
  });

  it('S25: without the hub every desk still reaches every other', () => {
    const desks = [2, 3, 4, 5, 6, 7].map(id);
    const reached = new Set([id(2)]);
    for (let round = 0; round < desks.length; round += 1) {
      for (const desk of [...reached])
        for (const peer of wantedPeers(desk, id(1), desks, []).slice(1)) reached.add(peer);
    }
    expect(reached.size).toBe(desks.length);
  });

  it('S25: both ends agree which of two connections stays', () => {
    expect(isKept(id(1), id(2), true)).toBe(isKept(id(2), id(1), false));
    expect(isKept(id(1), id(2), false)).toBe(isKept(id(2), id(1), true));
    expect(isKept(id(1), id(2), true)).not.toBe(isKept(id(1), id(2), false));
  });
});
