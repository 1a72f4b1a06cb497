import { z } from 'zod';
import { done, page, procedure } from './base.ts';

/** One field that two devices wrote without knowing of each other: every value is kept until one is chosen. */
export const conflictSchema = z.object({
  entity: z.string(),
  rowId: z.uuid(),
  field: z.string(),
  /** What the row is called: a customer's name, a ticket's number. */
  title: z.string(),
  customerId: z.uuid().nullable(),
  ticketId: z.uuid().nullable(),
  values: z.array(
    z.object({
      /** Names the value when deciding. */
      stamp: z.string(),
      value: z.json(),
      /** For references (an owner): what a person calls it. */
      label: z.string().nullable(),
      shown: z.boolean(),
      deviceCode: z.int().nullable(),
      userName: z.string().nullable(),
      writtenAt: z.int(),
    }),
  ),
});

export const conflict = {
  list: procedure
    .route({ method: 'GET', path: '/conflicts' })
    .input(page)
    .output(z.object({ rows: z.array(conflictSchema), total: z.int() })),
  decide: procedure
    .route({ method: 'POST', path: '/conflicts/decide' })
    .input(z.object({ entity: z.string(), rowId: z.uuid(), field: z.string(), stamp: z.string() }))
    .output(done),
};
