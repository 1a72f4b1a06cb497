/**
 * What must stand in a row, said a second time and in the simplest way: from the bare set of writes, with
 * nothing of the product's merging. The laws compare every replica with it (docs/spec/sync.md, S4, S10–S16).
 */
import { type Entity, type MergeClass, mergeClassOf } from '../../shared/entities/define-entity.ts';
import type { Json } from '../../shared/sync/register.ts';

/** One change of one row, with the name that its operation gave it. */
export interface Written {
  readonly row: string;
  readonly kind: 'insert' | 'update';
  readonly stamp: string;
  readonly fields: Readonly<Record<string, Json>>;
  readonly replaces: Readonly<Record<string, readonly string[]>>;
}

export interface FieldWrite {
  readonly stamp: string;
  readonly value: Json;
}

/** The writes of one field that no other of these names among those it replaces. */
export const standing = (entity: Entity, field: string, ofRow: readonly Written[]): FieldWrite[] => {
  const counted = ofRow.filter(
    ({ kind, row, stamp }) =>
      (kind === 'insert' || entity.merge !== 'event') &&
      (entity.merge !== 'owner' || row.split('-').at(-1) === stamp.slice(-12)),
  );
  const writing = counted.filter(({ kind, fields }) => kind === 'insert' || Object.hasOwn(fields, field));
  const replaced = new Set(
    writing.flatMap(({ stamp, replaces }) => (replaces[field] ?? []).filter((other) => other !== stamp)),
  );
  return writing
    .filter(({ stamp }) => !replaced.has(stamp))
    .map(({ stamp, fields }) => ({ stamp, value: fields[field] ?? null }));
};

const byStamp = (a: FieldWrite, b: FieldWrite): number => (a.stamp < b.stamp ? -1 : 1);

/** The values that may be shown: one, but where a rule of its own joins states, which have tests of their own. */
export const mayBeShown = (merge: MergeClass, writes: readonly FieldWrite[]): readonly Json[] => {
  const ordered = [...writes].sort(byStamp);
  const values = ordered.map(({ value }) => value);
  switch (merge) {
    case 'machine':
      return values;
    case 'event':
      return values.slice(0, 1);
    case 'set':
      return values.includes(null) ? [null] : values.slice(-1);
    case 'field':
    case 'owner':
    case 'hub':
      return values.slice(-1);
  }
};

/** Whether a person is asked which of the values holds. */
export const isAsked = (entity: Entity, field: string, writes: readonly FieldWrite[]): boolean =>
  mergeClassOf(entity, field) === 'field' &&
  new Set(writes.map(({ value }) => JSON.stringify(value))).size > 1;
