import type { MessageOf } from '../../../shared/sync/messages.ts';
import type { Connection } from '../db/connection.ts';
import type { DigestTree } from './digest-tree.ts';
import { type NamedSum, readFieldSums, readRowSums } from './row-sums.ts';

export type About = MessageOf<'audit-ask'>['about'];
export type Answer = Pick<MessageOf<'audit-answer'>, 'sums' | 'next'> & { readonly payload: Buffer };

/** Asks a peer; null when it holds something else by now, is not ready, or is gone. */
export type Ask = (about: About) => Promise<Answer | null>;

/** A row that two replicas with the same operations show differently. */
export interface DifferingRow {
  readonly entity: string;
  readonly id: string;
  /** What differs: each side's stamp and digest of the value, null where it has none. Never the value. */
  readonly fields: readonly {
    readonly name: string;
    readonly here: string | null;
    readonly there: string | null;
  }[];
}

export interface Found {
  readonly rows: readonly DifferingRow[];
  /** There are more than were looked at. */
  readonly isMore: boolean;
}

export const mostPerAnswer = 500;
/** Rows that one comparison names. */
const mostRows = 200;
/** Of so many the fields are compared as well. */
const mostDetailed = 20;

/** Buckets of ten million rows come in some twenty; what has no end would fill the memory. */
const mostPages = 400;

interface Range {
  readonly from: string;
  readonly to: string | null;
}

/** The stretches of ids in which two lists of buckets differ. */
export const differingRanges = (ours: readonly NamedSum[], theirs: readonly NamedSum[]): Range[] => {
  const own = new Map(ours.map(({ name, sum }) => [name, sum]));
  const other = new Map(theirs.map(({ name, sum }) => [name, sum]));
  const starts = [...new Set([...own.keys(), ...other.keys()])].sort();
  const ranges: Range[] = [];
  starts.forEach((from, at) => {
    if (own.get(from) === other.get(from)) return;
    // A bucket that only one side has was cut out of the bucket before it, which differs as well.
    ranges.push({ from, to: starts[at + 1] ?? null });
  });
  return ranges;
};

/** The names under which two lists have different digests. */
const differingNames = (ours: readonly NamedSum[], theirs: readonly NamedSum[]): string[] => {
  const own = new Map(ours.map(({ name, sum }) => [name, sum]));
  const other = new Map(theirs.map(({ name, sum }) => [name, sum]));
  return [...new Set([...own.keys(), ...other.keys()])].filter((name) => own.get(name) !== other.get(name));
};

/** Everything that a peer answers, page by page; null also when it goes on beyond anything honest. */
const askAll = async (
  ask: Ask,
  first: About,
  following: (next: string) => About,
): Promise<NamedSum[] | null> => {
  const sums: NamedSum[] = [];
  let pages = 0;
  for (let about: About | null = first; about !== null; pages += 1) {
    const answer: Answer | null = pages < mostPages ? await ask(about) : null;
    if (answer === null) return null;
    sums.push(...answer.sums);
    about = answer.next === null ? null : following(answer.next);
  }
  return sums;
};

const allRowSums = (reader: Connection, entity: string, { from, to }: Range): NamedSum[] => {
  const sums: NamedSum[] = [];
  for (let next: string | null = from; next !== null; ) {
    const read = readRowSums(reader, entity, next, to, mostPerAnswer);
    sums.push(...read.sums);
    next = read.next;
  }
  return sums;
};

const compareFields = async (
  reader: Connection,
  ask: Ask,
  entity: string,
  id: string,
): Promise<DifferingRow | null> => {
  const answer = await ask({ kind: 'fields', entity, id });
  if (answer === null) return null;
  const ours = readFieldSums(reader, entity, id);
  const own = new Map(ours.map(({ name, sum }) => [name, sum]));
  const other = new Map(answer.sums.map(({ name, sum }) => [name, sum]));
  const fields = differingNames(ours, answer.sums).map((name) => ({
    name,
    here: own.get(name) ?? null,
    there: other.get(name) ?? null,
  }));
  return { entity, id, fields };
};

/**
 * Looks from entities over buckets down to rows where two replicas differ. Rows are read from the disk on both
 * sides, so that a digest which was out of date shows nothing.
 * @returns null when the two can no longer be compared.
 */
export const descend = async (reader: Connection, tree: DigestTree, ask: Ask): Promise<Found | null> => {
  const entities = await askAll(ask, { kind: 'entities' }, () => ({ kind: 'entities' }));
  if (entities === null || !tree.isSettled) return null;
  const rows: DifferingRow[] = [];
  for (const entity of differingNames(tree.entitySums(), entities)) {
    const theirs = await askAll(ask, { kind: 'buckets', entity, from: 0 }, (next) => ({
      kind: 'buckets',
      entity,
      from: Number(next),
    }));
    if (theirs === null || !tree.isSettled) return null;
    for (const range of differingRanges(tree.bucketSums(entity), theirs)) {
      const { to } = range;
      const about = (from: string): About => ({ kind: 'rows', entity, from, to });
      const theirRows = await askAll(ask, about(range.from), about);
      if (theirRows === null) return null;
      const ids = differingNames(allRowSums(reader, entity, range), theirRows);
      // Whatever was remembered of these rows was wrong, here or there.
      tree.refresh(new Map([[entity, [range.from, ...ids]]]));
      for (const id of ids) {
        if (rows.length === mostRows) return { rows, isMore: true };
        const row =
          rows.length < mostDetailed
            ? await compareFields(reader, ask, entity, id)
            : { entity, id, fields: [] };
        if (row === null) return null;
        rows.push(row);
      }
    }
  }
  return { rows, isMore: false };
};
