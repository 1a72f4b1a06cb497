import { createChain, hlcIn, putPrevBack } from './chained-bytes.ts';
import { plainOf } from './operation-form.ts';
import type { FormerIndex, ListedIndex } from './segment-index.ts';
import type { ClockedOperation } from './stored-operation.ts';

/* Segments that were made by versions before this one. They stay as they are. */

/** As it was made before values stood in columns: the bytes behind each other, without the hash of the one before. */
export const decodeListed = (index: ListedIndex, plain: Buffer, start: number): ClockedOperation[] => {
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
