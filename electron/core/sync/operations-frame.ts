import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { MessageOf } from '../../../shared/sync/messages.ts';
import { createChain, findPrev, putPrevBack, withoutPrev } from '../db/chained-bytes.ts';
import type { StoredOperation } from '../db/stored-operation.ts';
import { decodeFrame, encodeFrame } from './frame.ts';

/*
 * How operations stand in a frame (docs/spec/sync.md, S144 and S145). What a PC signs and passes on are the bytes of
 * each operation; here they are only brought together so that a bad line has less to carry.
 */

type Operations = MessageOf<'operations'>;
type Item = Operations['items'][number];
type SentOperation = Omit<StoredOperation, 'received'>;

/** Bytes of operations that nobody has compressed yet. Less fits into two packets, packed or not. */
const packedFrom = 2048;
/** The largest frame needs no larger window, and what claims one gets no memory for it. */
const windowLogMax = 20;
/** The fastest one: more would cost every PC more time than a line of an office takes. */
const level = 1;

const itemOf = ({ key, form, signature }: SentOperation, size: number): Item => ({
  ...key,
  form,
  size,
  signatureSize: signature?.length ?? 0,
});

const bytesOf = (batch: readonly SentOperation[], form: Item['form']): Buffer[] =>
  batch.filter((operation) => operation.form === form).map(({ bytes }) => bytes);

/** What compression does not make smaller. */
const tailOf = (batch: readonly SentOperation[]): Buffer[] => [
  ...bytesOf(batch, 1),
  ...batch.flatMap(({ signature }) => signature ?? []),
];

const pack = (batch: readonly SentOperation[], run: number): Buffer => {
  const chain = createChain();
  const pieces: Buffer[] = [];
  const items = batch.map((operation): Item => {
    const { key, form, bytes } = operation;
    const prev = form === 0 ? findPrev(bytes, chain.before(key)) : -1;
    // To unpack others for their hash costs more than it saves.
    chain.add(key, form === 0 ? bytes : null);
    if (prev < 0) {
      if (form === 0) pieces.push(bytes);
      return itemOf(operation, bytes.length);
    }
    const rest = withoutPrev(bytes, prev);
    pieces.push(...rest);
    return { ...itemOf(operation, rest[0].length + rest[1].length), prev };
  });
  const plain = encodeFrame({ t: 'operations', run, items }, pieces);
  const packed = zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: level },
    pledgedSrcSize: plain.length,
  });
  return encodeFrame({ t: 'packed', plainSize: plain.length, packedSize: packed.length }, [
    packed,
    ...tailOf(batch),
  ]);
};

/** @param run which request of the peer they belong to. */
export const encodeOperations = (batch: readonly SentOperation[], run: number): Buffer => {
  const loose = bytesOf(batch, 0);
  const looseSize = loose.reduce((sum, { length }) => sum + length, 0);
  const items = batch.map((operation) => itemOf(operation, operation.bytes.length));
  const asTheyAre = (): Buffer => encodeFrame({ t: 'operations', run, items }, [...loose, ...tailOf(batch)]);
  if (batch.length < 2 || looseSize < packedFrom) return asTheyAre();
  const packed = pack(batch, run);
  const operationsSize = batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return packed.length < operationsSize ? packed : asTheyAre();
};

/** What a frame brought. */
export interface OpenedOperations {
  readonly run: number;
  readonly batch: readonly SentOperation[];
}

const split = ({ run, items }: Operations, payload: Buffer): Result<OpenedOperations, null> => {
  const sizeOf = (form: Item['form']): number =>
    items.reduce((sum, item) => sum + (item.form === form ? item.size : 0), 0);
  const at = { 0: 0, 1: sizeOf(0) };
  let signatureAt = at[1] + sizeOf(1);
  if (signatureAt + items.reduce((sum, { signatureSize }) => sum + signatureSize, 0) !== payload.length)
    return err(null);
  const chain = createChain();
  const batch: SentOperation[] = [];
  for (const { device, epoch, seq, form, size, signatureSize, prev } of items) {
    const key = { device, epoch, seq };
    const body = payload.subarray(at[form], at[form] + size);
    at[form] += size;
    const hash = prev === undefined ? '' : chain.before(key);
    if (hash === undefined || (prev !== undefined && (form !== 0 || prev > size))) return err(null);
    const bytes = prev === undefined ? body : putPrevBack(body, prev, hash);
    chain.add(key, form === 0 ? bytes : null);
    const signature = signatureSize === 0 ? null : payload.subarray(signatureAt, signatureAt + signatureSize);
    signatureAt += signatureSize;
    batch.push({ key, form, bytes, signature });
  }
  return ok({ run, batch });
};

const unzip = (packed: Buffer, plainSize: number): Buffer | null => {
  try {
    const plain = zstdDecompressSync(packed, {
      maxOutputLength: plainSize,
      params: { [constants.ZSTD_d_windowLogMax]: windowLogMax },
    });
    return plain.length === plainSize ? plain : null;
  } catch {
    return null;
  }
};

/**
 * The operations of a frame, with the bytes that were made or sent on. Refuses a frame that is not what it says, and
 * never unpacks more than a frame may have.
 */
export const openOperations = (
  message: Operations | MessageOf<'packed'>,
  payload: Buffer,
): Result<OpenedOperations, null> => {
  if (message.t === 'operations') return split(message, payload);
  const { plainSize, packedSize } = message;
  if (packedSize > payload.length) return err(null);
  const plain = unzip(payload.subarray(0, packedSize), plainSize);
  const frame = plain && decodeFrame(plain);
  if (frame === null || !frame.ok || frame.value.message.t !== 'operations') return err(null);
  return split(frame.value.message, Buffer.concat([frame.value.payload, payload.subarray(packedSize)]));
};
