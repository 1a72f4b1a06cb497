import { z } from 'zod';
import { idSchema } from '../../lib/ids.ts';

const seq = z.int().min(0);

/** Asked by a PC that has met its own device id: whoever answers signs this with the key of that id. */
export const twinAsk = z.object({ t: z.literal('twin-ask'), nonce: z.string().regex(/^[\w-]{43}$/) });

/** What two PCs with one device id tell each other to decide which of them is the copy. */
export const twinFacts = z.object({
  /** Random, of this life of the core. */
  run: z.string().regex(/^[\w-]{43}$/),
  /** How long it has run, milliseconds. */
  ageMs: z.int().min(0),
  /** It has asked for another identity already. */
  isRenewing: z.boolean(),
  /** The epoch in which it writes. */
  epoch: z.int().min(1),
  /** How the histories of the device id end there; `hash` is the beginning of SHA-256, hex. */
  ends: z.array(z.object({ epoch: z.int().min(1), seq, hash: z.string().max(64) })).max(1000),
  /** How much of what it wrote in this epoch the hub, and any other connected PC, is known to hold. */
  heldByHub: seq,
  heldByOthers: seq,
});

export type TwinFacts = z.output<typeof twinFacts>;

export const twinTell = z.object({
  t: z.literal('twin-tell'),
  facts: twinFacts,
  /** Ed25519 over the nonce and the facts, base64url. */
  signature: z.string().max(200),
});

/** The original has admitted its copy: the row is in a history that the copy cannot take in as long as it is its own. */
export const renewTold = z.object({
  t: z.literal('renew-told'),
  deviceId: idSchema<'device'>(),
  code: z.int().min(100).max(999),
});
