import { z } from 'zod';
import { idSchema } from '../../lib/ids.ts';
import { vectorEntry } from '../version-vector.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a checkpoint is: a copy of a database without what belongs to one PC, compressed, in chunks. */
export const checkpointFacts = z.object({
  organisationId: idSchema<'organisation'>(),
  /** Version of the database's form. */
  schema: z.int().min(1),
  /** What the copy holds of the log. */
  vector: z.array(vectorEntry).max(10_000),
  /** Of the copy, as its maker's version computes it. */
  stateHash: hex32,
  /** Compressed, in bytes: what is sent. */
  size: z.int().min(1),
  /** Of the database file, in bytes. */
  plainSize: z.int().min(1),
  maker: idSchema<'device'>(),
});

export type CheckpointFacts = z.output<typeof checkpointFacts>;

/** Bytes of a chunk; the last one is shorter. */
export const checkpointChunkBytes = 256 * 1024;

/** Whoever lacks much asks for a copy instead of the log. `have`: a checkpoint of which a part is here already. */
export const checkpointWant = z.object({
  t: z.literal('checkpoint-want'),
  schema: z.int().min(1),
  have: hex32.nullable(),
  /** Nothing else will do: the own history is not known here. */
  mustHave: z.boolean(),
});

/** Followed by the SHA-256 of each chunk, 32 bytes each. `id` is the SHA-256 of the facts and of these. */
export const checkpointOffer = z.object({
  t: z.literal('checkpoint-offer'),
  id: hex32,
  /** JSON of `checkpointFacts`: the very text that was hashed and signed. */
  facts: z.string().max(400_000),
  /** Of the id, by the maker's operation key, base64url. */
  signature: z.string().max(200),
});

/** A copy is being made, which takes its time. */
export const checkpointSoon = z.object({ t: z.literal('checkpoint-soon') });

export const checkpointNone = z.object({
  t: z.literal('checkpoint-none'),
  reason: z.enum(['log-is-shorter', 'form-newer', 'failed', 'gone']),
});

export const checkpointGet = z.object({ t: z.literal('checkpoint-get'), id: hex32, index: z.int().min(0) });

/** Followed by the chunk's bytes. */
export const checkpointChunk = z.object({
  t: z.literal('checkpoint-chunk'),
  id: hex32,
  index: z.int().min(0),
});

/** A checkpoint comes from somewhere else: no operations until `checkpoint-stop`. */
export const checkpointWait = z.object({ t: z.literal('checkpoint-wait') });

/** The log after all, from where it stood. */
export const checkpointStop = z.object({ t: z.literal('checkpoint-stop') });
