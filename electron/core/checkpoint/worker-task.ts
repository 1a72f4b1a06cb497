import { z } from 'zod';
import { checkpointFacts } from '../../../shared/sync/messages/checkpoint.ts';
import type { CopyFacts } from './copy.ts';
import type { StageError } from './snapshots.ts';

/** What the worker thread is asked to do; all values are paths of files, except the facts. */
export const workerTask = z.discriminatedUnion('type', [
  z.object({ type: z.literal('make'), database: z.string(), plain: z.string(), packed: z.string() }),
  z.object({ type: z.literal('stage'), packed: z.string(), staged: z.string(), facts: checkpointFacts }),
  z.object({ type: z.literal('check'), database: z.string() }),
]);

export type WorkerTask = z.output<typeof workerTask>;

export type MakeAnswer =
  | (CopyFacts & {
      readonly type: 'made';
      readonly size: number;
      readonly plainSize: number;
      readonly hashes: Uint8Array;
    })
  | { readonly type: 'disk-full' | 'failed' };

export type StageAnswer =
  | { readonly type: 'staged' }
  | { readonly type: 'refused'; readonly error: StageError };

export type CheckAnswer =
  | { readonly type: 'sound' | 'failed' }
  | { readonly type: 'damaged'; readonly detail: string };
