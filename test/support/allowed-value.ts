/** Values that a field of an entity allows, so that what a test writes is not put aside as unreadable. */
import { z } from 'zod';
import type { Entity } from '../../shared/entities/define-entity.ts';
import type { Json } from '../../shared/sync/register.ts';

const enumeration = z.object({ enum: z.array(z.json()).default([]) });
const nullable = z.object({ anyOf: z.array(enumeration) });

const optionsOf = (schema: z.ZodType): Json[] => {
  const json = z.toJSONSchema(schema);
  const found = nullable.safeParse(json);
  return found.success ? found.data.anyOf.flatMap((part) => part.enum) : enumeration.parse(json).enum;
};

/** @param n 0–99; different ones give different values wherever the field allows more than one. */
export const allowedValue = (entity: Entity, field: string, n = 0): Json => {
  const schema = entity.fields[field]?.schema;
  if (schema === undefined) throw new Error(`${entity.name} has no field ${field}`);
  const named = optionsOf(schema);
  const rotated = named.map((_, at) => named[(at + n) % named.length] ?? null);
  const id = `0197a000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
  const digits = String(n).padStart(64, '0');
  const found = [...rotated, `متن ${n}`, String(n), n + 1, n % 2 === 0, id, digits].find(
    (value) => schema.safeParse(value).success,
  );
  if (found === undefined) throw new Error(`no value is known for ${entity.name}.${field}`);
  return found;
};

/** A row as an insert carries it. Nullable fields are left out unless `whole`; nothing is deleted. */
export const allowedRow = (entity: Entity, n = 0, whole = false): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(entity.fields)
      .filter(([field, { nullable }]) => field !== 'deletedAt' && (whole || !nullable))
      .map(([field]) => [field, allowedValue(entity, field, n)]),
  );
