import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import { done, procedure } from './base.ts';

/** A device with its number of changes, in words that a person knows it by. */
const deviceChanges = z.object({
  deviceId: idSchema<'device'>(),
  /** Null as long as its row is not here. */
  code: z.int().nullable(),
  name: z.string().nullable(),
  operations: z.int(),
});

const fileContents = z.object({
  /** Who wrote the file, and when by its clock; `operations` is what the file carries. */
  from: deviceChanges,
  madeAt: z.int(),
  operations: z.int(),
  /** Not here when the file was checked. */
  fresh: z.int(),
  devices: z.array(deviceChanges),
  /** What the maker of the file had before and this PC still lacks. */
  missing: z.array(deviceChanges),
  /** When the oldest and the newest change were made, milliseconds UTC. */
  oldestAt: z.int().nullable(),
  newestAt: z.int().nullable(),
});

export const exchangeJob = z.object({
  jobId: z.uuid(),
  kind: z.enum(['export', 'inspect', 'import']),
  path: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  phase: z.enum(['writing', 'checking', 'applying']),
  /** Changes of the present phase. */
  done: z.int(),
  total: z.int(),
  /** The code of `errors.*` and what its text names. */
  error: z.object({ code: z.string(), data: z.record(z.string(), z.json()) }).nullable(),
  /** Of a file that was found sound. */
  contents: fileContents.nullable(),
  /** Of an import that is done. */
  report: z
    .object({
      fresh: z.int(),
      present: z.int(),
      /** Fields about which people are asked since. */
      conflicts: z.int(),
    })
    .nullable(),
  elapsedMs: z.number(),
});

const started = z.object({ jobId: z.uuid() });
const path = z.string().min(1).max(2000);

/** Carrying changes between islands in an encrypted file. Each starts work in the background; `progress` tells of it. */
export const exchange = {
  export: procedure
    .route({ method: 'POST', path: '/exchange/export' })
    .input(
      z.object({
        path,
        scope: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('everything') }),
          /** What this device is not known to hold. */
          z.object({ kind: z.literal('peer'), deviceId: idSchema<'device'>() }),
          /** What was made since, milliseconds UTC. */
          z.object({ kind: z.literal('since'), at: z.int().min(0) }),
        ]),
      }),
    )
    .output(started),
  /** Checks a whole file and applies nothing. */
  inspect: procedure
    .route({ method: 'POST', path: '/exchange/inspect' })
    .input(z.object({ path }))
    .output(started),
  /** Checks a whole file and, when all of it is sound, applies it. A second time it changes nothing. */
  import: procedure
    .route({ method: 'POST', path: '/exchange/import' })
    .input(z.object({ path }))
    .output(started),
  /** The newest few of this PC since its core started, newest first. */
  progress: procedure.route({ method: 'GET', path: '/exchange' }).output(z.array(exchangeJob)),
  cancel: procedure
    .route({ method: 'POST', path: '/exchange/{jobId}/cancel' })
    .input(z.object({ jobId: z.uuid() }))
    .output(done),
};
