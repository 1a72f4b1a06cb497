import { z } from 'zod';
import { idSchema, isUuid, uuidSchema } from '../lib/ids.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { type Hlc, isHlc } from './hlc.ts';
import type { Json } from './register.ts';
import { isStamp, type Stamp } from './stamp.ts';

export const operationVersion = 1;
/** Bulk commands group rows into operations of at most this many changes. */
export const maxChangesPerOperation = 1000;
/** Leaves room for the frame's header below the transport's 1 MiB. */
export const maxOperationBytes = 900 * 1024;

const stamp = z.custom<Stamp>((value) => typeof value === 'string' && isStamp(value));
const fieldNamePattern = /^[a-zA-Z][a-zA-Z0-9]{0,59}$/;
const fieldName = z.string().regex(fieldNamePattern);

/** Of writes that stand beside each other in one field, one write replaces at most so many. */
export const maxReplacedWrites = 64;

/** How deep a value may be nested: far below what any parser here or in SQLite gives up at. */
const maxDepth = 32;

const isValue = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < maxDepth && Object.values(value).every((inner) => isValue(inner, depth + 1));
};

/** What was read from JSON is a JSON value; left to check is what JSON does not bound. */
const value = z.custom<Json>((read) => read !== undefined && isValue(read));

/** Of entities and of kinds of changes. */
const namePattern = /^[a-z][a-z0-9_]{0,59}$/;
const name = z.string().regex(namePattern);

const hashPattern = /^(?:[0-9a-f]{64})?$/;
const maxCommandLength = 100;

const change = z.object({
  entity: name,
  id: uuidSchema,
  /** `insert`, `update`, or what a newer version knows (docs/spec/sync.md, S30). */
  kind: name,
  fields: z.record(fieldName, value),
  /** For each field, the writes that this one replaces, as its writer saw them. */
  replaces: z.record(fieldName, z.array(stamp).max(maxReplacedWrites)).optional(),
});

/** Devices have UUIDs of version 7; what the hub restamps is called as if another version had written it. */
const isDeviceVersion = (id: string): boolean => id[14] === '7';

/**
 * One transaction of one device. Its bytes are stored, hashed, signed and relayed exactly as they
 * were made; nobody serialises an operation again.
 */
export const operationSchema = z.object({
  v: z.literal(operationVersion),
  org: idSchema<'organisation'>(),
  device: idSchema<'device'>().refine(isDeviceVersion, { error: 'no id of a device' }),
  /** Counts up when a device's history was restored or cloned. */
  epoch: z.int().min(1),
  /** Gapless from 1 per device and epoch. */
  seq: z.int().min(1),
  /** SHA-256 of the previous operation's bytes, hex; empty for the first. */
  prev: z.string().regex(hashPattern),
  hlc: z.custom<Hlc>((value) => typeof value === 'string' && isHlc(value)),
  /** What the writer's own clock said, milliseconds UTC. */
  wall: z.int(),
  /** Office time minus `wall` as the writer knew it; null when it did not, missing in the first version. */
  offset: z.int().nullable().optional(),
  /** Entry of the policy log that the writer knew. */
  policy: z.int().min(0),
  /** Version of the writer's entities. */
  schema: z.int().min(1),
  user: idSchema<'user'>().nullable(),
  command: z.string().max(maxCommandLength),
  /** Every row once: the operation's stamp names one write for each field. */
  changes: z
    .array(change)
    .max(maxChangesPerOperation)
    .refine(
      (changes) => new Set(changes.map(({ entity, id }) => `${entity} ${id}`)).size === changes.length,
      {
        error: 'a row is changed twice',
      },
    ),
});

export type Change = z.output<typeof change>;
export type Operation = z.output<typeof operationSchema>;

export interface OperationKey {
  readonly device: Operation['device'];
  readonly epoch: number;
  readonly seq: number;
}

export type OperationError = { readonly type: 'operation-unreadable'; readonly detail: string };

/** The text whose UTF-8 bytes are the operation from now on. */
export const encodeOperation = (operation: Operation): string => JSON.stringify(operation);

const isRecord = (read: unknown): read is Readonly<Record<string, unknown>> =>
  typeof read === 'object' && read !== null && !Array.isArray(read);

const isSafeFrom = (min: number, read: unknown): boolean => Number.isSafeInteger(read) && Number(read) >= min;

const hasFields = (read: unknown): boolean => {
  if (!isRecord(read)) return false;
  for (const field in read) if (!fieldNamePattern.test(field) || !isValue(read[field])) return false;
  return true;
};

const hasReplaces = (read: unknown): boolean => {
  if (read === undefined) return true;
  if (!isRecord(read)) return false;
  for (const field in read) {
    const stamps = read[field];
    if (!fieldNamePattern.test(field) || !Array.isArray(stamps) || stamps.length > maxReplacedWrites)
      return false;
    if (!stamps.every((one) => typeof one === 'string' && isStamp(one))) return false;
  }
  return true;
};

const isChange = (read: unknown): read is Change =>
  isRecord(read) &&
  typeof read.entity === 'string' &&
  namePattern.test(read.entity) &&
  isUuid(read.id) &&
  typeof read.kind === 'string' &&
  namePattern.test(read.kind) &&
  hasFields(read.fields) &&
  hasReplaces(read.replaces);

/** Of the digits of an id that are random: different numbers are different ids. */
const tailOf = (id: string): number => {
  let tail = 0;
  for (let at = id.length - 8; at < id.length; at += 1) tail = (Math.imul(tail, 31) + id.charCodeAt(at)) | 0;
  return tail >>> 2;
};

/** Numbers tell nearly all sets of rows apart, at a small part of what texts take; where they do not, texts do. */
const changesEachRowOnce = (changes: readonly Change[]): boolean => {
  if (changes.length < 2) return true;
  const tails = new Set<number>();
  for (const { id } of changes) tails.add(tailOf(id));
  if (tails.size === changes.length) return true;
  return new Set(changes.map(({ entity, id }) => `${entity} ${id}`)).size === changes.length;
};

/**
 * Accepts nothing that `operationSchema` does not accept, at a small part of its cost: an office that joins reads
 * millions of changes. What it does not accept is left to the schema to decide. A property test holds them together.
 */
export const isOperation = (read: unknown): read is Operation =>
  isRecord(read) &&
  read.v === operationVersion &&
  isUuid(read.org) &&
  isUuid(read.device) &&
  isDeviceVersion(read.device) &&
  isSafeFrom(1, read.epoch) &&
  isSafeFrom(1, read.seq) &&
  typeof read.prev === 'string' &&
  hashPattern.test(read.prev) &&
  typeof read.hlc === 'string' &&
  isHlc(read.hlc) &&
  Number.isSafeInteger(read.wall) &&
  (read.offset === undefined || read.offset === null || Number.isSafeInteger(read.offset)) &&
  isSafeFrom(0, read.policy) &&
  isSafeFrom(1, read.schema) &&
  (read.user === null || isUuid(read.user)) &&
  typeof read.command === 'string' &&
  read.command.length <= maxCommandLength &&
  Array.isArray(read.changes) &&
  read.changes.length <= maxChangesPerOperation &&
  read.changes.every(isChange) &&
  changesEachRowOnce(read.changes);

/**
 * Rows are looked for in the log by the bytes of their ids (`core/db/recompute-rows.ts`): who spells an id or a name
 * in escapes would hide them there. Of the characters that ids and names consist of the encoder escapes none.
 */
const isSpelledOut = (text: string, json: unknown): boolean =>
  !text.includes('\\u00') || JSON.stringify(json) === text;

export const decodeOperation = (text: string): Result<Operation, OperationError> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return err({ type: 'operation-unreadable', detail: cause instanceof Error ? cause.message : 'not JSON' });
  }
  if (!isSpelledOut(text, json)) return err({ type: 'operation-unreadable', detail: 'escapes' });
  if (isOperation(json)) return ok(json);
  const parsed = operationSchema.safeParse(json);
  return parsed.success
    ? ok(parsed.data)
    : err({ type: 'operation-unreadable', detail: z.prettifyError(parsed.error) });
};
