import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../shared/sync/messages.ts';
import { decodeFrame, encodeFrame } from './frame.ts';

const holds: Message = { t: 'holds', run: 0, vector: [], isLast: true };

const headed = (length: number, ...parts: (string | Uint8Array)[]): Uint8Array => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([head, ...parts.map((part) => Buffer.from(part))]);
};

describe('a frame', () => {
  it('carries a message and the bytes behind it, also inside a larger buffer', () => {
    const bytes = encodeFrame(holds, [Buffer.from('یک'), Buffer.from([0, 255])]);
    const inside = new Uint8Array(bytes.length + 20);
    inside.set(bytes, 7);
    const decoded = decodeFrame(inside.subarray(7, 7 + bytes.length));
    expect(decoded).toEqual({
      ok: true,
      value: { message: holds, payload: Buffer.concat([Buffer.from('یک'), Buffer.from([0, 255])]) },
    });
  });

  it('leaves out what a newer version says in a message that is known', () => {
    const text = JSON.stringify({ ...holds, features: ['snapshots'] });
    expect(decodeFrame(headed(text.length, text))).toMatchObject({ ok: true, value: { message: holds } });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['half a length', new Uint8Array([0, 0])],
    ['a header longer than the frame', headed(100, '{}')],
    ['a header beyond the limit', headed(600 * 1024, ' '.repeat(600 * 1024))],
    ['no JSON', headed(1, '{')],
    ['a message without a kind', headed(2, '{}')],
    ['a message with a wrong value', headed(24, '{"t":"holds","vector":1}')],
  ])('that holds %s is unreadable', (_, bytes) => {
    expect(decodeFrame(bytes)).toMatchObject({ ok: false, error: { type: 'frame-unreadable' } });
  });

  it('S28: of a kind that only newer versions know is told apart from one that is broken', () => {
    expect(decodeFrame(headed(11, '{"t":"bye"}'))).toEqual({ ok: false, error: { type: 'message-unknown' } });
  });

  it('never throws, whatever a stranger sends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeFrame(bytes).ok).toBe(false);
        expect(decodeFrame(headed(bytes.length, bytes)).ok).toBe(false);
      }),
    );
  });
});
