import { z } from 'zod';

/**
 * Every expected failure of a command or query, by code. `status` is the HTTP status for scripts; the
 * window shows `errors.<code>` of the message catalogues, filled with `data`.
 */
export const appErrors = {
  'not-set-up': { status: 409 },
  'already-set-up': { status: 409 },
  'not-signed-in': { status: 401 },
  'sign-in-refused': { status: 401 },
  'user-disabled': { status: 403 },
  'right-missing': { status: 403, data: z.object({ right: z.string() }) },
  'not-found': { status: 404, data: z.object({ entity: z.string(), id: z.string() }) },
  'input-not-valid': { status: 400, data: z.object({ field: z.string(), problem: z.string() }) },
  'name-taken': { status: 409, data: z.object({ name: z.string() }) },
  'password-too-short': { status: 400, data: z.object({ minimum: z.int() }) },
  'contact-unusable': { status: 400, data: z.object({ raw: z.string() }) },
  'last-contact': { status: 409 },
  'transition-not-allowed': { status: 409, data: z.object({ from: z.string(), to: z.string() }) },
  'owner-missing': { status: 409 },
  'solution-missing': { status: 400 },
  'next-step-missing': { status: 400 },
  'reason-missing': { status: 400 },
  'close-not-confirmed': { status: 409, data: z.object({ attempts: z.int(), workingDays: z.int() }) },
  'merge-target-unusable': { status: 409 },
  'customers-merged-already': { status: 409 },
  'customer-not-merged': { status: 409 },
  'merge-undo-too-late': { status: 409, data: z.object({ days: z.int() }) },
  'only-on-hub': { status: 409 },
  'already-hub': { status: 409 },
  'budget-exceeded': { status: 409, data: z.object({ availableRial: z.int() }) },
  'grant-of-another-device': { status: 409 },
  'grant-too-low': { status: 409, data: z.object({ availableRial: z.int() }) },
  'grant-single-limit': { status: 409, data: z.object({ limitRial: z.int() }) },
  'grant-in-use': { status: 409 },
  'ticket-number-check-digit': { status: 400, data: z.object({ number: z.string() }) },
  'conflict-gone': { status: 409 },
  'hub-unreachable': { status: 502, data: z.object({ address: z.string() }) },
  'address-unreadable': { status: 400, data: z.object({ address: z.string() }) },
  'secret-wrong': { status: 403 },
  'secret-unreadable': { status: 400 },
  'join-cancelled': { status: 409 },
  'join-timed-out': { status: 504 },
  'peer-not-hub': { status: 409 },
  'device-codes-exhausted': { status: 409 },
  'import-gone': { status: 404 },
  'import-busy': { status: 409 },
  'import-cancelled': { status: 409 },
  'file-not-found': { status: 404, data: z.object({ path: z.string() }) },
  'file-unreadable': { status: 400, data: z.object({ path: z.string() }) },
  'file-too-large': { status: 413, data: z.object({ sizeBytes: z.int(), limitBytes: z.int() }) },
  'file-not-a-table': { status: 400, data: z.object({ kind: z.string() }) },
  'file-empty': { status: 400 },
  'file-truncated': { status: 400, data: z.object({ row: z.int() }) },
  'file-changed': { status: 409 },
  'columns-duplicate': { status: 400, data: z.object({ columns: z.array(z.string()) }) },
  'columns-missing': { status: 400, data: z.object({ targets: z.array(z.string()) }) },
  'too-many-rows': { status: 413, data: z.object({ rows: z.int(), limit: z.int() }) },
  'file-no-room': { status: 507, data: z.object({ path: z.string() }) },
  'file-not-writable': { status: 403, data: z.object({ path: z.string() }) },
  'attachment-empty': { status: 400 },
  'attachment-too-large': {
    status: 413,
    data: z.object({ sizeBytes: z.int(), limitBytes: z.int() }),
  },
  'attachment-quota': { status: 507, data: z.object({ limitBytes: z.int() }) },
  'attachment-quota-pc': { status: 507, data: z.object({ limitBytes: z.int() }) },
  'attachment-not-here': { status: 409, data: z.object({ devices: z.array(z.string()) }) },
  'exchange-not-changes': { status: 400 },
  'exchange-newer': { status: 400 },
  'exchange-truncated': { status: 400 },
  'exchange-damaged': { status: 400 },
  'exchange-other-organisation': { status: 403 },
  'exchange-secret-wrong': { status: 403 },
  'exchange-gap': { status: 409, data: z.object({ operations: z.int(), devices: z.array(z.string()) }) },
  'exchange-forked': { status: 409, data: z.object({ device: z.string() }) },
  'exchange-cancelled': { status: 409 },
  'exchange-busy': { status: 409 },
  'exchange-gone': { status: 404 },
  'disk-full': { status: 507 },
  'database-read-only': { status: 409 },
} as const satisfies Record<string, { status: number; data?: z.ZodType }>;

export type AppErrorCode = keyof typeof appErrors;

type DataOf<C extends AppErrorCode> = (typeof appErrors)[C] extends { data: infer S extends z.ZodType }
  ? { readonly data: z.output<S> }
  : { readonly data?: undefined };

/** A failure as use cases return it: its code, and what the message needs. */
export type AppError<C extends AppErrorCode = AppErrorCode> = C extends AppErrorCode
  ? { readonly code: C } & DataOf<C>
  : never;
