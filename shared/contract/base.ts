import { oc } from '@orpc/contract';
import { z } from 'zod';
import { appErrors } from './errors.ts';

/** What every procedure starts from: the errors that it may answer with. */
export const procedure = oc.errors(appErrors);

/** A retry with the same `commandId` answers what the first try answered, and writes nothing. */
export const commandInput = z.object({ commandId: z.uuid().optional() });

export const page = z.object({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
});

export const done = z.object({ done: z.literal(true) });
