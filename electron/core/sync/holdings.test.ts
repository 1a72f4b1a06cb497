import { describe, expect, it } from 'vitest';
import { type DeviceId, idSchema } from '../../../shared/lib/ids.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { digestOf, holdsMessages, readHoldings } from './holdings.ts';

const deviceOf = (n: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const many = (count: number): VectorEntry[] =>
  Array.from({ length: count }, (_, n) => ({ device: deviceOf(n), epoch: 1, seq: 1_000_000 + n }));

const headsOf = (count: number) => many(count).map((entry) => ({ ...entry, hash: 'f7' }));

describe('telling what is held', () => {
  it('S41: has one digest for the same and others for anything else', () => {
    const entries = headsOf(3);
    const [first, second, third] = entries;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three expected');
    const others = [
      headsOf(2),
      [],
      [first, second, { ...third, seq: third.seq + 1 }],
      [first, second, { ...third, epoch: 2 }],
      [first, second, { ...third, hash: 'f8' }],
    ];
    expect(digestOf(headsOf(3))).toBe(digestOf(entries));
    expect(new Set([entries, ...others].map(digestOf)).size).toBe(6);
  });

  it.each([0, 1, 2000, 2001, 9000])('S41: carries %i histories in as many messages as it takes', (count) => {
    const reader = readHoldings();
    const messages = holdsMessages(many(count), 3);
    const told = messages.map((message) => {
      const frame = decodeFrame(encodeFrame(message));
      return frame.ok && frame.value.message.t === 'holds' ? reader.add(frame.value.message) : 'unreadable';
    });
    expect(told.slice(0, -1).every((part) => part === null)).toBe(true);
    expect(told.at(-1)).toEqual(many(count));
  });

  it('S41: does not gather without end from a peer that never comes to one', () => {
    const reader = readHoldings();
    const endless = { t: 'holds', run: 0, isLast: false, vector: many(2000) } as const;
    const told = Array.from({ length: 26 }, () => reader.add(endless));
    expect([told[24], told[25]]).toEqual([null, 'too-much']);
  });
});
