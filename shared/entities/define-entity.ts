import { z } from 'zod';
import { type EntityId, idSchema, isUuid } from '../lib/ids.ts';

/**
 * How replicas merge writes that did not know of each other (docs/spec/sync.md):
 * `event` insert only · `field` last writer, conflict kept · `set` add wins over an unseen remove ·
 * `machine` a fixed rule over the concurrent states · `owner` rows are written by the one device that their id
 * names (`shared/sync/row-owner.ts`) · `hub` has one writer by right.
 */
export type MergeClass = 'event' | 'field' | 'set' | 'machine' | 'owner' | 'hub';

/** A row has one owner or none: fields of others cannot have one of their own. */
export type FieldMergeClass = Exclude<MergeClass, 'owner'>;

/** How a value is held in SQLite. `id` is a 16-byte blob, `json` and `text` are TEXT, the rest INTEGER. */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'id' | 'json';

export interface Field<T> {
  readonly column: ColumnType;
  readonly schema: z.ZodType<T>;
  /** Says what `schema` says, fast: every value of every operation passes it. A property test holds them equal. */
  readonly accepts: (value: unknown) => boolean;
  readonly nullable: boolean;
  /** Overrides the entity's merge class for this field. */
  readonly merge?: FieldMergeClass;
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

const field = <T>(
  column: ColumnType,
  schema: z.ZodType<T>,
  accepts: (value: unknown) => boolean,
): Field<T> => ({ column, schema, accepts, nullable: false });

/** Length is in code points, of at most two units each; only what could be too long has to be counted. */
const isShort = (value: string, maxLength: number): boolean =>
  value.length <= maxLength || (value.length <= 2 * maxLength && [...value].length <= maxLength);

const isTextUpTo =
  (maxLength: number) =>
  (value: unknown): boolean =>
    typeof value === 'string' && isShort(value, maxLength);

const isNameUpTo =
  (maxLength: number) =>
  (value: unknown): boolean => {
    if (typeof value !== 'string') return false;
    return isShort(value, maxLength) && value.trim() !== '';
  };

const isIntegerIn =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** 2200-01-01. Working time is counted day by day, so that a date must not be millions of years away. */
export const latestInstantMs = 7_258_118_400_000;
export const instantSchema = z.int().min(0).max(latestInstantMs);

export const text = (maxLength = 4000): Field<string> =>
  field('text', z.string().max(maxLength), isTextUpTo(maxLength));
/** Text that a person must give: not empty once trimmed. */
export const name = (maxLength = 200): Field<string> =>
  // As it was sent, not as it looks: blanks are stored and shown like everything else.
  field('text', z.string().max(maxLength).trim().min(1), isNameUpTo(maxLength));
/** Digits of digests: names of files among them, in which nothing else may stand. */
export const hexDigits = (min: number, max: number): Field<string> => {
  const pattern = new RegExp(`^[0-9a-f]{${min},${max}}$`);
  return field(
    'text',
    z.string().regex(pattern),
    (value) => typeof value === 'string' && pattern.test(value),
  );
};
export const integer = (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Field<number> =>
  field('integer', z.int().min(min).max(max), isIntegerIn(min, max));
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = (): Field<number> => field('integer', instantSchema, isIntegerIn(0, latestInstantMs));
const farthestEpochDay = 100_000;
/** Days since 1970-01-01, from 1696 to 2243. */
export const epochDaySchema = z.int().min(-farthestEpochDay).max(farthestEpochDay);
export const epochDay = (): Field<number> =>
  field('integer', epochDaySchema, isIntegerIn(-farthestEpochDay, farthestEpochDay));
export const boolean = (): Field<boolean> =>
  field('boolean', z.boolean(), (value) => typeof value === 'boolean');
export const oneOf = <const V extends readonly [string, ...string[]]>(values: V): Field<V[number]> =>
  field('text', z.enum(values) as z.ZodType<V[number]>, (value) => values.some((one) => one === value));
export const ref = <Name extends string>(_entity: Name): Field<EntityId<Name>> =>
  field('id', idSchema<Name>(), isUuid);
/** Rare enough to be left to its schema. */
export const json = <T>(schema: z.ZodType<T>): Field<T> =>
  field('json', schema, (value) => schema.safeParse(value).success);

export const optional = <T>(inner: Field<T>): Field<T | null> => ({
  ...inner,
  schema: inner.schema.nullable(),
  accepts: (value) => value === null || inner.accepts(value),
  nullable: true,
});

export const merged = <T>(merge: FieldMergeClass, inner: Field<T>): Field<T> => ({ ...inner, merge });

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
