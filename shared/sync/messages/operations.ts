import { z } from 'zod';
import { idSchema } from '../../lib/ids.ts';
import { run } from './run.ts';

/**
 * Followed by the bytes of all operations of form 0, then of all of form 1, then by the signatures, each in the order
 * of the items.
 */
export const operations = z.object({
  t: z.literal('operations'),
  run,
  items: z
    .array(
      z.object({
        device: idSchema<'device'>(),
        epoch: z.int().min(1),
        seq: z.int().min(1),
        /** How many bytes of it stand in the frame. */
        size: z.int().min(1),
        /** How they stand there: 0 as they were made, 1 as a zstd frame (docs/spec/sync.md, S32). */
        form: z.literal([0, 1]),
        signatureSize: z.int().min(0).max(1024),
        /**
         * Where in the bytes the hash of the operation before it was left out, which is in the same message; whole
         * bytes when this is missing.
         */
        prev: z.int().min(0).optional(),
      }),
    )
    .min(1)
    .max(1000),
});

/** No packed message is larger than one that is not packed may be. */
const mostPlainBytes = 1024 * 1024;

/**
 * An `operations` message, header and operations of form 0, as one zstd frame. Followed by that frame, then by what
 * does not get smaller: the operations of form 1 and the signatures.
 */
export const packed = z.object({
  t: z.literal('packed'),
  /** Of the message before it was packed. */
  plainSize: z.int().min(1).max(mostPlainBytes),
  packedSize: z.int().min(1),
});
