import { z } from 'zod';
import { languages } from '../lib/language.ts';
import { done, procedure } from './base.ts';

/** What a column of a file can become. `ignore` leaves it out. */
export const importTargets = [
  'displayName',
  'mobile',
  'landline',
  'phone',
  'email',
  'city',
  'address',
  'since',
  'totalToman',
  'totalRial',
  'tier',
  'note',
  'ignore',
] as const;

export const importTarget = z.enum(importTargets);

const inspection = z.object({
  importId: z.uuid(),
  fileName: z.string(),
  format: z.enum(['csv', 'xlsx']),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1256']).nullable(),
  delimiter: z.enum([',', ';', '\t', '|']).nullable(),
  rowCount: z.int(),
  columns: z.array(z.object({ header: z.string(), guess: importTarget, samples: z.array(z.string()) })),
});

export const importIssue = z.object({
  /** Row number as a person counts it in the file; the header is row 1. */
  row: z.int(),
  kind: z.enum(['rejected', 'warning', 'merged']),
  code: z.string(),
  column: z.string().nullable(),
  value: z.string().nullable(),
});

export const importReport = z.object({
  importId: z.uuid(),
  state: z.enum(['inspected', 'planning', 'planned', 'writing', 'done', 'cancelled', 'failed']),
  /** 0–1. */
  progress: z.number(),
  rowsDone: z.int(),
  rowsTotal: z.int(),
  /** Rows that become a new customer. */
  created: z.int(),
  /** Rows joined into a customer of the file or of the database that is changed by them. */
  merged: z.int(),
  /** Rows that add nothing to what is there. */
  unchanged: z.int(),
  warned: z.int(),
  rejected: z.int(),
  /** The first thousand, rejected first. */
  issues: z.array(importIssue),
  error: z.string().nullable(),
  elapsedMs: z.number(),
});

const importId = z.object({ importId: z.uuid() });

export const customerImport = {
  inspect: procedure
    .route({ method: 'POST', path: '/imports' })
    .input(
      z.object({
        path: z.string().max(2000),
        encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1256']).optional(),
        delimiter: z.enum([',', ';', '\t', '|']).optional(),
      }),
    )
    .output(inspection),
  /** Starts the dry run; `report` tells how far it is. Writes nothing. */
  plan: procedure
    .route({ method: 'POST', path: '/imports/{importId}/plan' })
    .input(importId.extend({ mapping: z.array(importTarget) }))
    .output(done),
  /** Starts writing what was planned, all or nothing. */
  run: procedure.route({ method: 'POST', path: '/imports/{importId}/run' }).input(importId).output(done),
  report: procedure
    .route({ method: 'GET', path: '/imports/{importId}' })
    .input(importId)
    .output(importReport),
  cancel: procedure
    .route({ method: 'POST', path: '/imports/{importId}/cancel' })
    .input(importId)
    .output(done),
  /** The rejected rows with their reasons as CSV (UTF-8 with BOM), ready to be mended and imported again. */
  rejects: procedure
    .route({ method: 'GET', path: '/imports/{importId}/rejects' })
    .input(importId.extend({ language: z.enum(languages).default('fa') }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
};
