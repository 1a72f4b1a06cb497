import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { historyKey } from '../../../shared/sync/version-vector.ts';
import { createChain, hlcIn } from './chained-bytes.ts';
import { plainOf } from './operation-form.ts';
import { decodeFormer, decodeListed } from './segment-former.ts';
import {
  formerIndex,
  listedIndex,
  openPlaceReader,
  type SegmentIndex,
  segmentIndex,
} from './segment-index.ts';
import { openShapeReader, openShapeWriter } from './segment-shapes.ts';
import { openValueReader, openValueWriter } from './segment-values.ts';
import type { ClockedOperation } from './stored-operation.ts';

/*
 * A stretch of the log as one block: the length of the index, the index as JSON, the values of operations in columns,
 * the bytes of those that are packed already, and what no compression makes smaller: the random part of ids, and
 * signatures. What follows from the block itself is left out.
 */

const lengthBytes = 4;
/** Several times what the largest segment has: a damaged or hostile one unpacks no further. */
const mostPlainBytes = 8 * 1024 * 1024;

export const encodeSegment = (operations: readonly ClockedOperation[]): Buffer => {
  const places = new Map<string, number>();
  const histories: [ClockedOperation['key']['device'], number][] = [];
  const index = {
    received: [] as number[],
    history: [] as number[],
    seq: [] as number[],
    hlc: [] as (string | null)[],
    form: [] as (0 | 1)[],
    shape: [] as number[],
    size: [] as number[],
    signature: [] as number[],
  };
  const chain = createChain();
  const values = openValueWriter();
  const texts = openShapeWriter(values);
  const whole: Buffer[] = [];
  const newestSeq: number[] = [];
  let lastReceived = 0;
  for (const operation of operations) {
    const { received, key, hlc, form, bytes, signature } = operation;
    const place = places.get(historyKey(key)) ?? histories.length;
    if (place === histories.length) {
      places.set(historyKey(key), place);
      histories.push([key.device, key.epoch]);
    }
    const shape =
      form === 0 ? texts.add(bytes.toString('latin1'), { seq: key.seq, previous: chain.before(key) }) : null;
    if (shape === null) {
      whole.push(bytes);
      index.size.push(bytes.length);
    }
    index.received.push(received - lastReceived);
    index.history.push(place);
    index.seq.push(key.seq - (newestSeq[place] ?? 0));
    index.hlc.push(form === 0 && hlcIn(bytes) === hlc ? null : hlc);
    index.form.push(form);
    index.shape.push(shape ?? -1);
    index.signature.push(signature?.length ?? -1);
    lastReceived = received;
    newestSeq[place] = key.seq;
    chain.add(key, plainOf(operation));
  }
  const { columns, random } = values.finish();
  const described: SegmentIndex = {
    v: 3,
    histories,
    ...index,
    shapes: [...texts.finish()],
    columns: columns.map(({ name, bytes }) => [name, bytes.length]),
    random: random.length,
  };
  const text = Buffer.from(JSON.stringify(described));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(text.length);
  const signatures = operations.flatMap(({ signature }) => signature ?? []);
  return Buffer.concat([length, text, ...columns.map(({ bytes }) => bytes), ...whole, random, ...signatures]);
};

const decodeColumns = (index: SegmentIndex, plain: Buffer, start: number): ClockedOperation[] => {
  let at = start;
  const take = (size: number): Buffer => {
    at += size;
    if (at > plain.length) throw new Error('a segment that is cut off');
    return plain.subarray(at - size, at);
  };
  const columns = index.columns.map(([name, size]) => ({ name, bytes: take(size) }));
  const whole = index.size.map(take);
  const texts = openShapeReader(index.shapes, openValueReader(columns, take(index.random)));
  const chain = createChain();
  const placeOf = openPlaceReader(index);
  let room = mostPlainBytes;
  let wholeAt = 0;
  return index.shape.map((shape, n) => {
    const { received, key, form } = placeOf(n);
    const signatureSize = index.signature[n] ?? -1;
    const bytes =
      shape < 0
        ? whole[wholeAt]
        : Buffer.from(texts.read(shape, { seq: key.seq, previous: chain.before(key) }), 'latin1');
    if (shape < 0) wholeAt += 1;
    room -= bytes?.length ?? 0;
    if (bytes === undefined || room < 0) throw new Error('a segment of another size than it may have');
    const signature = signatureSize < 0 ? null : take(signatureSize);
    const hlc = index.hlc[n] ?? hlcIn(bytes);
    if (hlc === null) throw new Error('a segment without a clock value');
    const operation = { received, key, hlc, form, bytes, signature };
    chain.add(key, plainOf(operation));
    return operation;
  });
};

/** @throws when it is no segment. */
export const decodeSegment = (plain: Buffer): ClockedOperation[] => {
  const end = lengthBytes + plain.readUInt32LE(0);
  const json: unknown = JSON.parse(plain.toString('utf8', lengthBytes, end));
  const former = formerIndex.safeParse(json);
  if (former.success) return decodeFormer(former.data, plain, end);
  const listed = listedIndex.safeParse(json);
  return listed.success
    ? decodeListed(listed.data, plain, end)
    : decodeColumns(segmentIndex.parse(json), plain, end);
};

/** How a segment is packed: beside the core's thread, or, where time stands still, at once. */
export type PackSegment = (plain: Buffer) => Promise<Buffer>;

const packing = (level: number, plain: Buffer) => ({
  params: { [constants.ZSTD_c_compressionLevel]: level },
  // The room that packing takes follows from it.
  pledgedSrcSize: plain.length,
});

export const packNow = (plain: Buffer): Buffer => zstdCompressSync(plain, packing(3, plain));

export const packAtOnce: PackSegment = async (plain) => packNow(plain);

/** Packed once and by the way, kept for ever: as small as it gets. */
export const packBeside: PackSegment = (plain) =>
  new Promise((resolve, reject) => {
    zstdCompress(plain, packing(19, plain), (error, packed) => {
      if (error === null) resolve(packed);
      else reject(error);
    });
  });

/** @throws when it is no frame, or one of more than a segment may have. */
export const unpackSegment = (packed: Uint8Array): Buffer =>
  zstdDecompressSync(packed, { maxOutputLength: mostPlainBytes });
