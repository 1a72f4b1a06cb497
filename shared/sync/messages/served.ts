import { z } from 'zod';
import { idSchema } from '../../lib/ids.ts';

/** Whose hub's connection the sender has, null when it has none; said at the opening and when it changes. */
export const served = z.object({ t: z.literal('served'), hub: idSchema<'device'>().nullable() });
