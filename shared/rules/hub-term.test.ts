import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../lib/ids.ts';
import { hubOf, nextTerm } from './hub-term.ts';

const device = (n: number): DeviceId => `01900000-0000-7000-8000-00000000000${n}` as DeviceId;

describe('the hub of a call centre', () => {
  it('is who made it, until another one takes its place', () => {
    expect(hubOf(device(1), [])).toBe(device(1));
    expect(hubOf(device(1), [{ term: 1, deviceId: device(2), stamp: 'a' }])).toBe(device(2));
  });

  it('S101: is that of the highest term, and of two of one term the earlier, in any order', () => {
    const terms = [
      { term: 1, deviceId: device(2), stamp: 'a' },
      { term: 2, deviceId: device(3), stamp: 'c' },
      { term: 2, deviceId: device(4), stamp: 'b' },
    ];
    expect(hubOf(device(1), terms)).toBe(device(4));
    expect(hubOf(device(1), terms.toReversed())).toBe(device(4));
    expect(nextTerm(terms)).toBe(3);
    expect(nextTerm([])).toBe(1);
  });
});
