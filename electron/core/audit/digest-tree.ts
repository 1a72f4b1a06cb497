import type { Connection } from '../db/connection.ts';
import { uuidOf } from '../db/uuid-blob.ts';
import { type NamedSum, rowLinesFrom, siblingLines, sumOf } from './row-sums.ts';

/** Consecutive rows of one entity. */
interface Bucket {
  /** Its first id; empty for the first bucket of an entity. */
  readonly start: string;
  /** Null until its rows have been read, and again once one of them has changed. */
  sum: string | null;
}

interface EntityDigests {
  readonly entity: string;
  /** By `start`; together they cover every possible id. */
  readonly buckets: Bucket[];
  readonly stale: Set<Bucket>;
  /** Of all buckets; null while it has to be made anew. */
  sum: string | null;
  /** Where touched rows were last marked. */
  lastMarked: number;
}

export interface Scan {
  readonly rows: number;
  /** The rows are not those that were read last, though nobody said that they changed. */
  readonly isUnannounced: boolean;
}

/**
 * Digests of the accepted state, in memory: of buckets of consecutive rows, of entities, of the whole. A function of
 * the state alone, so that replicas which hold the same have the same.
 */
export interface DigestTree {
  /** Some rows have changed: their buckets have to be read again. */
  touch(touched: ReadonlyMap<string, Iterable<string>>): void;
  /** Everything may have changed. */
  forget(): void;
  /** Reads one stale bucket. Null when there is none. */
  settleOne(): Scan | null;
  /** Reads the buckets of some rows again at once. Few rows only. */
  refresh(touched: ReadonlyMap<string, Iterable<string>>): void;
  /** Reads the next bucket of the round through all of them, whether it is stale or not. */
  rescanOne(): Scan;
  readonly isSettled: boolean;
  readonly bucketCount: number;
  /** Of everything. Only while settled, like the two below. */
  sum(): string;
  entitySums(): readonly NamedSum[];
  bucketSums(entity: string): readonly NamedSum[];
}

/** A bucket begins with an id that ends so: with one in 256, as ids end at random. */
const usualBoundaryMask = 0xff;

/** @param boundaryMask smaller only in tests, which have few rows. */
export const createDigestTree = (connection: Connection, boundaryMask = usualBoundaryMask): DigestTree => {
  let all: EntityDigests[] = [];
  let wholeSum: string | null = null;
  let round = { entity: 0, start: '' };

  const begin = (): void => {
    wholeSum = null;
    all = Object.keys(connection.model.entities).map((entity) => {
      const first: Bucket = { start: '', sum: null };
      return { entity, buckets: [first], stale: new Set([first]), sum: null, lastMarked: 0 };
    });
  };
  begin();

  /** The place of the bucket that an id belongs to. */
  const placeOf = (buckets: readonly Bucket[], id: string): number => {
    let low = 0;
    let high = buckets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((buckets[middle]?.start ?? '') <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const markStale = (digests: EntityDigests, bucket: Bucket): void => {
    bucket.sum = null;
    digests.sum = null;
    wholeSum = null;
    digests.stale.add(bucket);
  };

  const markRow = (digests: EntityDigests, id: string): void => {
    const { buckets, lastMarked } = digests;
    // What is written together mostly lies together.
    const last = buckets[lastMarked];
    const end = buckets[lastMarked + 1]?.start;
    const isThere = last !== undefined && id >= last.start && (end === undefined || id < end);
    if (!isThere) digests.lastMarked = placeOf(buckets, id);
    const bucket = buckets[digests.lastMarked];
    if (bucket !== undefined && bucket.sum !== null) markStale(digests, bucket);
  };

  /** Reads the rows from the start of a bucket to the next boundary. */
  const scan = (digests: EntityDigests, at: number): Scan => {
    const { entity, buckets, stale } = digests;
    const bucket = buckets[at];
    if (bucket === undefined) return { rows: 0, isUnannounced: false };
    const end = buckets[at + 1]?.start ?? null;
    const lines: string[] = [];
    let next: string | null = null;
    let hasStart = bucket.start === '';
    for (const { id, line } of rowLinesFrom(connection, entity, bucket.start)) {
      const name = uuidOf(id);
      if (end !== null && name >= end) break;
      if (name === bucket.start) hasStart = true;
      else if (((id[15] ?? 0) & boundaryMask) === 0) {
        next = name;
        break;
      }
      lines.push(line);
    }
    const rows = lines.length;
    const wasKnown = bucket.sum !== null;
    if (!hasStart) {
      // The row that it began with is gone: what is left belongs to the bucket before.
      buckets.splice(at, 1);
      stale.delete(bucket);
      digests.lastMarked = 0;
      const before = buckets[at - 1];
      if (before !== undefined) markStale(digests, before);
      return { rows, isUnannounced: wasKnown };
    }
    for (const line of siblingLines(connection, entity, bucket.start, next ?? end).values()) lines.push(line);
    const sum = sumOf(lines.join('\n'));
    const isUnannounced = wasKnown && (bucket.sum !== sum || next !== null);
    if (bucket.sum !== sum) {
      digests.sum = null;
      wholeSum = null;
    }
    bucket.sum = sum;
    stale.delete(bucket);
    if (next !== null) {
      const following: Bucket = { start: next, sum: null };
      buckets.splice(at + 1, 0, following);
      markStale(digests, following);
    }
    return { rows, isUnannounced };
  };

  const sumOfEntity = (digests: EntityDigests): string => {
    digests.sum ??= sumOf(digests.buckets.map(({ start, sum }) => `${start}:${sum}`).join('\n'));
    return digests.sum;
  };

  const touch: DigestTree['touch'] = (touched) => {
    for (const digests of all) {
      for (const id of touched.get(digests.entity) ?? []) markRow(digests, id);
    }
  };
  const settleOne = (): Scan | null => {
    for (const digests of all) {
      for (const bucket of digests.stale) return scan(digests, placeOf(digests.buckets, bucket.start));
    }
    return null;
  };

  return {
    touch,
    forget: begin,
    settleOne,
    refresh: (touched) => {
      touch(touched);
      while (settleOne() !== null);
    },
    rescanOne: () => {
      const digests = all[round.entity % all.length];
      if (digests === undefined) return { rows: 0, isUnannounced: false };
      const at = placeOf(digests.buckets, round.start);
      const next = digests.buckets[at + 1]?.start;
      round =
        next === undefined
          ? { entity: (round.entity + 1) % all.length, start: '' }
          : { ...round, start: next };
      return scan(digests, at);
    },
    get isSettled() {
      return all.every(({ stale }) => stale.size === 0);
    },
    get bucketCount() {
      return all.reduce((count, { buckets }) => count + buckets.length, 0);
    },
    sum: () => {
      wholeSum ??= sumOf(all.map((digests) => `${digests.entity}:${sumOfEntity(digests)}`).join('\n'));
      return wholeSum;
    },
    entitySums: () => all.map((digests) => ({ name: digests.entity, sum: sumOfEntity(digests) })),
    bucketSums: (entity) =>
      (all.find((digests) => digests.entity === entity)?.buckets ?? []).map(({ start, sum }) => ({
        name: start,
        sum: sum ?? '',
      })),
  };
};
