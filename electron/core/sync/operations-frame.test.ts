import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, MessageOf } from '../../../shared/sync/messages.ts';
import { forgeHistory } from '../../../test/support/forged-history.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { organisationId } from '../../../test/support/test-replica.ts';
import { formOf } from '../db/operation-form.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { encodeOperations, openOperations } from './operations-frame.ts';

type Sent = Parameters<typeof encodeOperations>[0][number];
type Packed = MessageOf<'packed'>;

const sent = (history: ReturnType<typeof forgeHistory>, padding = 0): Sent => {
  const { key, bytes, signature } = history.next([], { padding: 'متن '.repeat(padding) });
  const { form, bytes: formed } = formOf(bytes);
  return { key, form, bytes: Buffer.from(formed), signature: signature && Buffer.from(signature) };
};

/** Two histories in turn, and each tenth operation long enough to be compressed by itself. */
const manyOf = (count: number): Sent[] => {
  const histories = [forgeHistory(organisationId, 1), forgeHistory(organisationId, 2)] as const;
  return Array.from({ length: count }, (_, n) =>
    sent(histories[n % 2 === 0 ? 0 : 1], n % 10 === 9 ? 900 : 0),
  );
};

const kindOf = (frame: Buffer): string => {
  const decoded = decodeFrame(frame);
  return decoded.ok ? decoded.value.message.t : decoded.error.type;
};

const open = (frame: Uint8Array) => {
  const decoded = decodeFrame(frame);
  if (!decoded.ok) return null;
  const { message, payload } = decoded.value;
  if (message.t !== 'operations' && message.t !== 'packed') return null;
  const opened = openOperations(message, payload);
  return opened.ok ? opened.value : null;
};

const sizeOf = (batch: readonly Sent[]): number =>
  batch.reduce((sum, { bytes, signature }) => sum + bytes.length + (signature?.length ?? 0), 0);

describe('operations in one frame', () => {
  it('S144: arrive as they were made, in their order, each with its signature', () => {
    const batch = manyOf(60);
    expect(new Set(batch.map(({ form }) => form))).toEqual(new Set([0, 1]));
    const unsigned = batch.map((operation, n) => (n === 7 ? { ...operation, signature: null } : operation));
    const frame = encodeOperations(unsigned, 3);
    expect(kindOf(frame)).toBe('packed');
    expect(open(frame)).toEqual({ run: 3, batch: unsigned });
  });

  it('S144: are a third of what they were, and cost little more than the signatures, which are chance', () => {
    const history = forgeHistory(organisationId, 1);
    const batch = Array.from({ length: 200 }, () => sent(history));
    const frame = encodeOperations(batch, 0);
    expect(frame.length).toBeLessThan(sizeOf(batch) / 3);
    expect(frame.length).toBeLessThan(200 * (64 + 16));
  });

  it('S144: go as they are where there is one, where they are few, and where they are compressed already', () => {
    const history = forgeHistory(organisationId, 1);
    const lone = sent(history);
    expect(kindOf(encodeOperations([lone], 0))).toBe('operations');
    expect(kindOf(encodeOperations([lone, sent(history)], 0))).toBe('operations');
    const large = [sent(history, 900), sent(history, 900)];
    const frame = encodeOperations(large, 0);
    expect(kindOf(frame)).toBe('operations');
    expect(open(frame)?.batch).toEqual(large);
    const chance = seededRandom('chance');
    const noise = Array.from({ length: 4 }, () => ({ ...lone, bytes: Buffer.from(chance.bytes(1500)) }));
    const asTheyAre = encodeOperations(noise, 0);
    expect(kindOf(asTheyAre)).toBe('operations');
    expect(open(asTheyAre)?.batch).toEqual(noise);
  });

  it('S144: keep a hash that is not that of the operation before', () => {
    const [first, second, ...rest] = manyOf(20);
    if (first === undefined || second === undefined) throw new Error('no operations');
    const other = { ...first, bytes: Buffer.from(first.bytes.toString().replace('forged', 'forgot')) };
    expect(open(encodeOperations([other, second, ...rest], 0))?.batch).toEqual([other, second, ...rest]);
  });

  const zip = (plain: Uint8Array): Buffer => zstdCompressSync(plain);
  /** A packed frame around anything. */
  const around = (
    plain: Uint8Array,
    said: Partial<Packed> = {},
    rest: Uint8Array = Buffer.alloc(0),
    packed = zip(plain),
  ) =>
    encodeFrame({ t: 'packed', plainSize: plain.length, packedSize: packed.length, ...said }, [packed, rest]);
  const two = [sent(forgeHistory(organisationId, 3)), sent(forgeHistory(organisationId, 3))] as const;
  const [{ key, bytes, signature }] = two;
  const item = { ...key, form: 0 as const, size: bytes.length, signatureSize: 0 };
  const plainOf = (message: Message, payload: readonly Uint8Array[] = [bytes]): Buffer =>
    encodeFrame(message, payload);
  const operations = (...items: MessageOf<'operations'>['items']): MessageOf<'operations'> => ({
    t: 'operations',
    run: 0,
    items,
  });
  const honest = plainOf(operations(item));
  /** A zstd frame of one raw block that asks for a window of 2 to this power (RFC 8878, 3.1.1). */
  const raw = (windowLog: number): Buffer => {
    const block = Buffer.alloc(3);
    block.writeUIntLE(honest.length * 8 + 1, 0, 3);
    return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) * 8]), block, honest]);
  };

  it('S145: are taken from who packs by another way, and says the truth', () => {
    expect(open(around(honest))?.batch).toEqual([{ key, form: 0, bytes, signature: null }]);
    expect(open(around(honest, {}, Buffer.alloc(0), raw(20)))?.batch).toHaveLength(1);
    const signed = plainOf(operations({ ...item, signatureSize: 64 }));
    expect(open(around(signed, {}, signature ?? Buffer.alloc(0)))?.batch[0]?.signature).toEqual(signature);
  });

  it.each([
    ['says less than it is', around(honest, { plainSize: honest.length - 1 })],
    ['says more than it is', around(honest, { plainSize: honest.length + 1 })],
    ['says more than a frame may be', around(honest, { plainSize: 2 ** 20 + 1 })],
    ['says less of what is packed', around(honest, { packedSize: zip(honest).length - 1 })],
    ['says more of what is packed than there is', around(honest, { packedSize: zip(honest).length + 1 })],
    ['says more than numbers count', around(honest, { packedSize: Number.MAX_SAFE_INTEGER })],
    ['is no zstd frame', around(honest, {}, Buffer.alloc(0), Buffer.from('not at all'))],
    ['is cut off', around(honest, {}, Buffer.alloc(0), zip(honest).subarray(0, -5))],
    ['asks for a large window', around(honest, {}, Buffer.alloc(0), raw(24))],
    ['holds a bomb', around(Buffer.alloc(256 * 2 ** 20), { plainSize: 2 ** 20 })],
    ['holds another message', around(plainOf({ t: 'ping', sentMs: 1 }, []))],
    ['holds a packed message', around(around(honest))],
    ['holds no message', around(Buffer.from('nothing of the kind'))],
    ['has something behind it', around(honest, {}, Buffer.from('x'))],
    ['lacks a signature', around(plainOf(operations({ ...item, signatureSize: 64 })))],
    ['lacks a part of an operation', around(plainOf(operations({ ...item, size: bytes.length + 1 })))],
    ['leaves out a hash of nothing', around(plainOf(operations({ ...item, prev: 10 })))],
    [
      'leaves out a hash behind the end',
      around(plainOf(operations(item, { ...item, seq: 2, prev: bytes.length + 1 }), [bytes, bytes])),
    ],
    [
      'leaves out a hash of what is compressed',
      around(plainOf(operations(item, { ...item, seq: 2, form: 1, prev: 10 }), [bytes, bytes])),
    ],
    [
      'leaves out the hash of what is compressed',
      around(plainOf(operations({ ...item, form: 1 }, { ...item, seq: 2, prev: 10 }), [bytes, bytes])),
    ],
  ])('S145: are taken from no frame that %s', (_, frame) => {
    const before = process.memoryUsage().external;
    expect(open(frame)).toBe(null);
    expect(process.memoryUsage().external - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('S145: a frame in which bytes are changed is refused or brings other operations, and ends nothing else', () => {
    const frame = encodeOperations(manyOf(30), 0);
    const change = fc.tuple(fc.nat(frame.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = Buffer.from(frame);
        for (const [at, value] of changes) changed[at] = value;
        const opened = open(changed);
        expect(opened === null || sizeOf(opened.batch) < 2 ** 21).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
