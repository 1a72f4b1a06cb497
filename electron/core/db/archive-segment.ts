import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { historyKey } from '../../../shared/sync/version-vector.ts';
import { createChain, envelopeBytes, findPrev, putPrevBack, withoutPrev } from './chained-bytes.ts';
import { plainOf } from './operation-form.ts';
import { type FormerIndex, formerIndex, type SegmentIndex, segmentIndex } from './segment-index.ts';
import type { ClockedOperation } from './stored-operation.ts';

/*
 * A stretch of the log as one block: the length of the index, the index as JSON, the bytes of all operations as they
 * were stored, and their signatures, which no compression makes smaller. Of the bytes that which follows from the
 * block itself is left out: the hash of the operation before, where that one is in the block.
 */

const lengthBytes = 4;
/** Twice what the largest segment has: a damaged or hostile one unpacks no further. */
const mostPlainBytes = 8 * 1024 * 1024;

const hlcPattern = /"hlc":"([0-9a-f]{16})"/;

const hlcIn = (bytes: Buffer): string | null =>
  hlcPattern.exec(bytes.toString('latin1', 0, envelopeBytes))?.[1] ?? null;

export const encodeSegment = (operations: readonly ClockedOperation[]): Buffer => {
  const places = new Map<string, number>();
  const index: SegmentIndex = {
    v: 2,
    histories: [],
    received: [],
    history: [],
    seq: [],
    hlc: [],
    form: [],
    size: [],
    signature: [],
    prev: [],
  };
  const chain = createChain();
  const bodies: Buffer[] = [];
  const newestSeq: number[] = [];
  let lastReceived = 0;
  for (const operation of operations) {
    const { received, key, hlc, form, bytes, signature } = operation;
    const place = places.get(historyKey(key)) ?? index.histories.length;
    if (place === index.histories.length) {
      places.set(historyKey(key), place);
      index.histories.push([key.device, key.epoch]);
    }
    const prev = form === 0 ? findPrev(bytes, chain.before(key)) : -1;
    const body: readonly Buffer[] = prev < 0 ? [bytes] : withoutPrev(bytes, prev);
    bodies.push(...body);
    index.received.push(received - lastReceived);
    index.history.push(place);
    index.seq.push(key.seq - (newestSeq[place] ?? 0));
    index.hlc.push(form === 0 && hlcIn(bytes) === hlc ? null : hlc);
    index.form.push(form);
    index.size.push(body.reduce((sum, part) => sum + part.length, 0));
    index.signature.push(signature?.length ?? -1);
    index.prev.push(prev);
    lastReceived = received;
    newestSeq[place] = key.seq;
    chain.add(key, plainOf(operation));
  }
  const text = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...bodies, ...operations.flatMap(({ signature }) => signature ?? [])]);
};

const decodeIndexed = (index: SegmentIndex, plain: Buffer, start: number): ClockedOperation[] => {
  const chain = createChain();
  const newestSeq: number[] = [];
  let at = start;
  let signatureAt = index.size.reduce((sum, size) => sum + size, start);
  let received = 0;
  return index.size.map((size, n) => {
    const place = index.history[n] ?? -1;
    const history = index.histories[place];
    const [form, prev = -1, signatureSize = -1] = [index.form[n], index.prev[n], index.signature[n]];
    if (history === undefined || form === undefined) throw new Error('a segment that names no such history');
    const [device, epoch] = history;
    const seq = (newestSeq[place] ?? 0) + (index.seq[n] ?? 0);
    newestSeq[place] = seq;
    received += index.received[n] ?? 0;
    const key = { device, epoch, seq };
    const body = plain.subarray(at, at + size);
    at += size;
    const signature = signatureSize < 0 ? null : plain.subarray(signatureAt, signatureAt + signatureSize);
    signatureAt += Math.max(0, signatureSize);
    if (at > plain.length || signatureAt > plain.length) throw new Error('a segment that is cut off');
    const hash = prev < 0 ? '' : chain.before(key);
    if (hash === undefined || prev > size) throw new Error('a segment without the operation before');
    const bytes = prev < 0 ? body : putPrevBack(body, prev, hash);
    const hlc = index.hlc[n] ?? hlcIn(bytes);
    if (hlc === null) throw new Error('a segment without a clock value');
    const operation = { received, key, hlc, form, bytes, signature };
    chain.add(key, plainOf(operation));
    return operation;
  });
};

/** As it was made before there were columns: one entry of the index for each operation, whose bytes are whole. */
const decodeFormer = (
  { histories, operations }: FormerIndex,
  plain: Buffer,
  start: number,
): ClockedOperation[] => {
  const column = <T>(pick: (entry: FormerIndex['operations'][number]) => T): T[] => operations.map(pick);
  const differences = (values: readonly number[]): number[] =>
    values.map((value, n) => value - (values[n - 1] ?? 0));
  const newestSeq: number[] = [];
  const index: SegmentIndex = {
    v: 2,
    histories,
    received: differences(column(([received]) => received)),
    history: column(([, place]) => place),
    seq: column(([, place, seq]) => {
      const before = newestSeq[place] ?? 0;
      newestSeq[place] = seq;
      return seq - before;
    }),
    hlc: column(([, , , hlc]) => hlc),
    form: column(([, , , , form]) => form),
    size: column(([, , , , , size]) => size),
    signature: column(([, , , , , , size]) => size),
    prev: column(() => -1),
  };
  return decodeIndexed(index, plain, start);
};

/** @throws when it is no segment. */
export const decodeSegment = (plain: Buffer): ClockedOperation[] => {
  const end = lengthBytes + plain.readUInt32LE(0);
  const json: unknown = JSON.parse(plain.toString('utf8', lengthBytes, end));
  const former = formerIndex.safeParse(json);
  return former.success
    ? decodeFormer(former.data, plain, end)
    : decodeIndexed(segmentIndex.parse(json), plain, end);
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
