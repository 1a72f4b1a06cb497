import { z } from 'zod';
import { done, procedure } from './base.ts';

const count = z.int().min(0);

/** What the user of this PC must know now, by `kind`. Stays in the list as long as it is true. */
export const notice = z.discriminatedUnion('kind', [
  /** This PC's clock differs from the office's. @see `offsetMs` office time minus this PC's, milliseconds. */
  z.object({ kind: z.literal('clock-wrong'), offsetMs: z.int() }),
  /** Nobody in reach knows the office's time. */
  z.object({ kind: z.literal('clock-unknown') }),
  /** This PC was restored or copied and goes on under a new code. `reissued`: changes written again under it. */
  z.object({
    kind: z.literal('identity-renewed'),
    oldCode: z.int(),
    newCode: z.int(),
    reissued: count,
  }),
  /** Another PC had the same code, given by another hub. `renumbered`: tickets that got new numbers. */
  z.object({
    kind: z.literal('code-changed'),
    oldCode: z.int(),
    newCode: z.int(),
    renumbered: count,
  }),
  /**
   * The database file could not be used further. `recovered`: changes taken over from it; `left`: changes that are
   * in it alone, for they do not fit to what the others have.
   */
  z.object({
    kind: z.literal('database-set-aside'),
    cause: z.enum(['corrupt', 'forked', 'behind', 'join']),
    recovered: count,
    left: count,
    path: z.string(),
  }),
  z.object({ kind: z.literal('disk-full'), freeBytes: count }),
  z.object({ kind: z.literal('disk-low'), freeBytes: count }),
  /** Bytes of the copy of the call centre's data that is being received. */
  z.object({ kind: z.literal('checkpoint-receiving'), received: count, total: count }),
  /** Rows are computed again from the log, which takes a while; places of the log. */
  z.object({ kind: z.literal('data-mending'), done: count, total: count }),
  /** The audit found rows that differ from the same rows of a peer. */
  z.object({
    kind: z.literal('replica-differs'),
    deviceCode: z.int(),
    entities: z.array(z.string()).max(100),
  }),
]);

export type Notice = z.output<typeof notice>;

export const noticeKey = z.string().min(1).max(100);

export const notices = {
  /** In the order in which they appeared. Live topic: `notices`. */
  list: procedure
    .route({ method: 'GET', path: '/notices' })
    .output(z.array(z.object({ key: noticeKey, notice, isDismissible: z.boolean() }))),
  /** Takes a notice away that stays until somebody has read it; any other stays. */
  dismiss: procedure
    .route({ method: 'POST', path: '/notices/dismiss' })
    .input(z.object({ key: noticeKey }))
    .output(done),
};
