import { createChain, hlcIn, putPrevBack } from './chained-bytes.ts';
import { plainOf } from './operation-form.ts';
import { type FormerIndex, type ListedIndex, openPlaceReader } from './segment-index.ts';
import type { ClockedOperation } from './stored-operation.ts';

/* Segments that were made by versions before this one. They stay as they are. */

/** As it was made before values stood in columns: the bytes behind each other, without the hash of the one before. */
export const decodeListed = (index: ListedIndex, plain: Buffer, start: number): ClockedOperation[] => {
  const chain = createChain();
  const placeOf = openPlaceReader(index);
  let at = start;
  let signatureAt = index.size.reduce((sum, size) => sum + size, start);
  return index.size.map((size, n) => {
    const { received, key, form } = placeOf(n);
    const [prev = -1, signatureSize = -1] = [index.prev[n], index.signature[n]];
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
export const decodeFormer = (
  { histories, operations }: FormerIndex,
  plain: Buffer,
  start: number,
): ClockedOperation[] => {
  const column = <T>(pick: (entry: FormerIndex['operations'][number]) => T): T[] => operations.map(pick);
  const differences = (values: readonly number[]): number[] =>
    values.map((value, n) => value - (values[n - 1] ?? 0));
  const newestSeq: number[] = [];
  const index: ListedIndex = {
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
  return decodeListed(index, plain, start);
};
