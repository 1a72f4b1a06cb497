import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { isKept, isUnwanted, wantedPeers } from './topology.ts';

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

  it('S151: a connection serves nobody when neither end wants it', () => {
    const devices = [2, 3, 4, 5, 6, 7].map(id);
    expect(isUnwanted(id(2), id(5), id(1), devices)).toBe(true);
    expect(isUnwanted(id(5), id(2), id(1), devices)).toBe(true);
    // Wanted by this end, by the other one round the ring, and by everybody.
    expect(isUnwanted(id(2), id(4), id(1), devices)).toBe(false);
    expect(isUnwanted(id(2), id(6), id(1), devices)).toBe(false);
    expect(isUnwanted(id(2), id(1), id(1), devices)).toBe(false);
    expect(isUnwanted(id(1), id(7), id(1), devices)).toBe(false);
    // As long as those between the two cannot be tried, they need each other.
    expect(isUnwanted(id(2), id(5), id(1), [id(3), id(5), id(7)])).toBe(false);
  });

  it('S25: both ends agree which of two connections stays', () => {
    const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    /** What each end says of the connection that it dialled and of the one that it accepted, in this order. */
    const verdicts = (
      own: DeviceId,
      peer: DeviceId,
      dialledBinding: Uint8Array,
      otherBinding: Uint8Array,
    ) => {
      const dialled = { dialled: true, channelBinding: dialledBinding };
      const accepted = { dialled: false, channelBinding: otherBinding };
      return [isKept(own, peer, dialled, accepted), isKept(own, peer, accepted, dialled)];
    };
    for (const [a, b] of [
      [id(1), id(2)],
      // Two PCs of one device id: one of them is a copy.
      [id(3), id(3)],
    ] as const) {
      const atOne = verdicts(a, b, one, other);
      expect(atOne).toEqual(verdicts(b, a, other, one).reverse());
      expect(atOne[0]).not.toBe(atOne[1]);
    }
  });
});
