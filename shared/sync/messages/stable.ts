import { z } from 'zod';
import { vectorEntry } from '../version-vector.ts';

/** What every live device holds, as the hub knows it, in as many messages as it takes. */
export const stable = z.object({
  t: z.literal('stable'),
  vector: z.array(vectorEntry).max(1000),
  isLast: z.boolean(),
});
