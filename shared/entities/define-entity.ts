import { z } from 'zod';
import { type EntityId, idSchema } from '../lib/ids.ts';

/**
 * How replicas merge writes that did not know of each other (docs/spec/sync.md):
 * `event` insert only · `field` last writer, conflict kept · `set` add wins over an unseen remove ·
 * `machine` a fixed rule over the concurrent states · `owner` and `hub` have one writer by right.
 */
export type MergeClass = 'event' | 'field' | 'set' | 'machine' | 'owner' | 'hub';

/** How a value is held in SQLite. `id` is a 16-byte blob, `json` and `text` are TEXT, the rest INTEGER. */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'id' | 'json';

export interface Field<T> {
  readonly column: ColumnType;
  readonly schema: z.ZodType<T>;
  readonly nullable: boolean;
  /** Overrides the entity's merge class for this field. */
  readonly merge?: MergeClass;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type NullableKeys<F extends Fields> = { [K in keyof F]: null extends ValueOf<F[K]> ? K : never }[keyof F];

export interface Entity<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  readonly merge: MergeClass;
  readonly fields: F;
}

/** Values of all fields, as read from a replica. */
export type RowOf<E> =
  E extends Entity<infer Name, infer F>
    ? { readonly id: EntityId<Name> } & { readonly [K in keyof F]: ValueOf<F[K]> }
    : never;

/** Values needed to insert a row: nullable fields may be left out. */
export type NewRowOf<E> =
  E extends Entity<string, infer F>
    ? { readonly [K in Exclude<keyof F, NullableKeys<F>>]: ValueOf<F[K]> } & {
        readonly [K in NullableKeys<F>]?: ValueOf<F[K]>;
      }
    : never;

export type PatchOf<E> =
  E extends Entity<string, infer F> ? { readonly [K in keyof F]?: ValueOf<F[K]> } : never;

const field = <T>(column: ColumnType, schema: z.ZodType<T>): Field<T> => ({
  column,
  schema,
  nullable: false,
});

/** 2200-01-01. Working time is counted day by day, so that a date must not be millions of years away. */
export const latestInstantMs = 7_258_118_400_000;
export const instantSchema = z.int().min(0).max(latestInstantMs);

export const text = (maxLength = 4000): Field<string> => field('text', z.string().max(maxLength));
/** Text that a person must give: not empty once trimmed. */
export const name = (maxLength = 200): Field<string> =>
  field('text', z.string().trim().min(1).max(maxLength));
export const integer = (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Field<number> =>
  field('integer', z.int().min(min).max(max));
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = (): Field<number> => field('integer', instantSchema);
/** Days since 1970-01-01, from 1696 to 2243. */
export const epochDaySchema = z.int().min(-100_000).max(100_000);
export const epochDay = (): Field<number> => field('integer', epochDaySchema);
export const boolean = (): Field<boolean> => field('boolean', z.boolean());
export const oneOf = <const V extends readonly [string, ...string[]]>(values: V): Field<V[number]> =>
  field('text', z.enum(values) as z.ZodType<V[number]>);
export const ref = <Name extends string>(_entity: Name): Field<EntityId<Name>> =>
  field('id', idSchema<Name>());
export const json = <T>(schema: z.ZodType<T>): Field<T> => field('json', schema);

export const optional = <T>(inner: Field<T>): Field<T | null> => ({
  ...inner,
  schema: inner.schema.nullable(),
  nullable: true,
});

export const merged = <T>(merge: MergeClass, inner: Field<T>): Field<T> => ({ ...inner, merge });

/**
 * Every row can be deleted; the mark is a field like any other, so a late write elsewhere never
 * undoes it. An undo (null) wins over a delete that had not seen it, and nobody is asked.
 */
const deletedAt: Field<number | null> = { ...optional(instant()), merge: 'set' };

export const defineEntity = <const Name extends string, F extends Fields>(definition: {
  readonly name: Name;
  readonly merge: MergeClass;
  readonly fields: F;
}): Entity<Name, F & { readonly deletedAt: Field<number | null> }> => ({
  ...definition,
  fields: { ...definition.fields, deletedAt },
});

export const mergeClassOf = (entity: Entity, fieldName: string): MergeClass =>
  entity.fields[fieldName]?.merge ?? entity.merge;

/** The schema of a row as the contract shows it. */
export const rowSchema = <E extends Entity>(entity: E): z.ZodType<RowOf<E>> => {
  const shape: Record<string, z.ZodType> = { id: idSchema() };
  for (const [key, spec] of Object.entries(entity.fields)) shape[key] = spec.schema;
  // The shape is built from the same field table that RowOf maps over.
  return z.object(shape) as unknown as z.ZodType<RowOf<E>>;
};
