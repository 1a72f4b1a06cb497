import { z } from 'zod';
import { idSchema } from '../../lib/ids.ts';

/** Digest of what a replica holds, as in `open`: only who holds the same compares. */
const holds = z.string().max(64);
const sum = z.string().max(100);
const name = z.string().max(200);
const entity = z.string().min(1).max(100);
const id = z.uuid();

/** What a peer's tables come to, from what it holds. */
export const auditSum = z.object({ t: z.literal('audit-sum'), holds, sum });

/** Asks for what lies below a digest; `mend` asks the peer to compute rows of its own anew from its log. */
export const auditAsk = z.object({
  t: z.literal('audit-ask'),
  n: z.int().min(0),
  holds,
  about: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('entities') }),
    z.object({ kind: z.literal('buckets'), entity, from: z.int().min(0) }),
    z.object({ kind: z.literal('rows'), entity, from: z.union([id, z.literal('')]), to: id.nullable() }),
    z.object({ kind: z.literal('fields'), entity, id }),
    z.object({ kind: z.literal('mend'), rows: z.array(z.object({ entity, id })).min(1).max(500) }),
    z.object({
      kind: z.literal('operation'),
      device: idSchema<'device'>(),
      epoch: z.int().min(1),
      seq: z.int().min(1),
    }),
  ]),
});

/**
 * `isReady` false: it holds something else by now, or is not done with its own digests. `next`: where to ask on.
 * An operation's bytes and signature follow the message; its sizes are the two sums.
 */
export const auditAnswer = z.object({
  t: z.literal('audit-answer'),
  n: z.int().min(0),
  holds,
  isReady: z.boolean(),
  sums: z.array(z.object({ name, sum })).max(1000),
  next: z.string().max(64).nullable(),
});
