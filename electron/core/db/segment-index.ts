import { z } from 'zod';
import { idSchema } from '../../../shared/lib/ids.ts';

const histories = z.array(z.tuple([idSchema<'device'>(), z.int().min(1)]));
const form = z.literal([0, 1]);

/** Each column for itself: values of one kind beside each other pack best. */
const common = {
  histories,
  /** Place in the log, as the difference from the one before. */
  received: z.array(z.int()),
  /** Place among the histories. */
  history: z.array(z.int().min(0)),
  /** Number in it, as the difference from its one before in this segment. */
  seq: z.array(z.int().min(1)),
  /** Null where the bytes say it. */
  hlc: z.array(z.string().nullable()),
  form: z.array(form),
  /** Length; -1 without one. */
  signature: z.array(z.int().min(-1)),
};

/** What a segment says of its operations. */
export const segmentIndex = z.object({
  v: z.literal(3),
  ...common,
  /** Place among the shapes; -1 of an operation whose bytes stand in the segment as they are. */
  shape: z.array(z.int().min(-1)),
  /** Of each that stands as it is, bytes. */
  size: z.array(z.int().min(0)),
  /** Texts with holes for values (`segment-shapes.ts`), a character for each byte. */
  shapes: z.array(z.string()),
  /** Name and bytes of each column of values. */
  columns: z.array(z.tuple([z.string(), z.int().min(0)])),
  /** Bytes of what is random in values. */
  random: z.int().min(0),
});

/** Of segments of versions 10 and 11. */
export const listedIndex = z.object({
  v: z.literal(2),
  ...common,
  /** Bytes as they stand in the segment. */
  size: z.array(z.int().min(0)),
  /** Where in the bytes the hash of the operation before was left out; -1 where it was not. */
  prev: z.array(z.int().min(-1)),
});

/** Of segments of version 9: place, which history, number in it, clock value, form, sizes of bytes and signature. */
export const formerIndex = z.object({
  histories,
  operations: z.array(
    z.tuple([z.int(), z.int().min(0), z.int().min(1), z.string(), form, z.int().min(0), z.int().min(-1)]),
  ),
});

export type SegmentIndex = z.output<typeof segmentIndex>;
export type ListedIndex = z.output<typeof listedIndex>;
export type FormerIndex = z.output<typeof formerIndex>;

/**
 * Reads one after the other whose operation each one of a segment is, and its place in the log.
 * @throws when it names no such history, which only a damaged segment does.
 */
export const openPlaceReader = ({ histories, history, seq, received, form }: SegmentIndex | ListedIndex) => {
  const newestSeq: number[] = [];
  let lastReceived = 0;
  return (n: number) => {
    const place = history[n] ?? -1;
    const [named, itsForm] = [histories[place], form[n]];
    if (named === undefined || itsForm === undefined) throw new Error('a segment that names no such history');
    const [device, epoch] = named;
    const itsSeq = (newestSeq[place] ?? 0) + (seq[n] ?? 0);
    newestSeq[place] = itsSeq;
    lastReceived += received[n] ?? 0;
    return { received: lastReceived, key: { device, epoch, seq: itsSeq }, form: itsForm };
  };
};
