import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { idSchema } from '../../../shared/lib/ids.ts';
import { historyKey } from '../../../shared/sync/version-vector.ts';
import type { ClockedOperation } from './stored-operation.ts';

/**
 * A stretch of the log as one block: the length of the index, the index as JSON, the bytes of all operations as they
 * were stored, and their signatures, which no compression makes smaller.
 */
const index = z.object({
  histories: z.array(z.tuple([idSchema<'device'>(), z.int().min(1)])),
  /** Place, which history, number in it, clock value, form, length of the bytes and of the signature (-1 without). */
  operations: z.array(
    z.tuple([
      z.int(),
      z.int().min(0),
      z.int().min(1),
      z.string(),
      z.literal([0, 1]),
      z.int().min(0),
      z.int().min(-1),
    ]),
  ),
});

const lengthBytes = 4;
/** Twice what the largest segment has: a damaged or hostile one unpacks no further. */
const mostPlainBytes = 8 * 1024 * 1024;
/** Packed once and by the way, kept for ever. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 9 } };

export const encodeSegment = (operations: readonly ClockedOperation[]): Buffer => {
  const places = new Map<string, number>();
  const histories: z.input<typeof index>['histories'] = [];
  const placeOf = (key: ClockedOperation['key']): number => {
    const known = places.get(historyKey(key));
    if (known !== undefined) return known;
    places.set(historyKey(key), histories.length);
    histories.push([key.device, key.epoch]);
    return histories.length - 1;
  };
  const listed = operations.map(
    ({ received, key, hlc, form, bytes, signature }): z.input<typeof index>['operations'][number] => [
      received,
      placeOf(key),
      key.seq,
      hlc,
      form,
      bytes.length,
      signature?.length ?? -1,
    ],
  );
  const text = Buffer.from(JSON.stringify({ histories, operations: listed } satisfies z.input<typeof index>));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(text.length);
  const bodies = operations.map(({ bytes }) => bytes);
  return Buffer.concat([length, text, ...bodies, ...operations.flatMap(({ signature }) => signature ?? [])]);
};

/** @throws when it is no segment. */
export const decodeSegment = (plain: Buffer): ClockedOperation[] => {
  const end = lengthBytes + plain.readUInt32LE(0);
  const { histories, operations } = index.parse(JSON.parse(plain.toString('utf8', lengthBytes, end)));
  let at = end;
  let signatureAt = operations.reduce((sum, [, , , , , size]) => sum + size, end);
  return operations.map(([received, place, seq, hlc, form, size, signatureSize]) => {
    const history = histories[place];
    if (history === undefined) throw new Error('a segment that names no such history');
    const [device, epoch] = history;
    const bytes = plain.subarray(at, at + size);
    at += size;
    const signature = signatureSize < 0 ? null : plain.subarray(signatureAt, signatureAt + signatureSize);
    signatureAt += Math.max(0, signatureSize);
    if (at > plain.length || signatureAt > plain.length) throw new Error('a segment that is cut off');
    return { received, key: { device, epoch, seq }, hlc, form, bytes, signature };
  });
};

/** How a segment is packed: beside the core's thread, or, where time stands still, at once. */
export type PackSegment = (plain: Buffer) => Promise<Buffer>;

export const packAtOnce: PackSegment = async (plain) => zstdCompressSync(plain, packing);

export const packBeside: PackSegment = (plain) =>
  new Promise((resolve, reject) => {
    zstdCompress(plain, packing, (error, packed) => {
      if (error === null) resolve(packed);
      else reject(error);
    });
  });

/** @throws when it is no frame, or one of more than a segment may have. */
export const unpackSegment = (packed: Uint8Array): Buffer =>
  zstdDecompressSync(packed, { maxOutputLength: mostPlainBytes });
