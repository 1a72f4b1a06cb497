import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './base.ts';

/**
 * What changed, coalesced: the topics whose queries should run again. Topics are entity names, and
 * `sync` (peers, header), `setup`, `import`, `preference`, `notices`.
 */
export const change = z.object({ topics: z.array(z.string()), ids: z.array(z.string()) });

export const live = {
  changes: procedure.route({ method: 'GET', path: '/live' }).output(eventIterator(change)),
};
