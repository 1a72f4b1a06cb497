import { z } from 'zod';
import { attachmentKinds } from '../entities/attachment.ts';
import { idSchema } from '../lib/ids.ts';
import { commandInput, done, procedure } from './base.ts';

const listed = z.object({
  id: idSchema<'attachment'>(),
  fileName: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  kind: z.enum(attachmentKinds),
  agentName: z.string().nullable(),
  /** Whether its body is on this PC, on its way, or only on others. */
  state: z.enum(['here', 'fetching', 'elsewhere']),
  /** 0–1. */
  progress: z.number(),
  /** Of a body that is not here: the devices that are known to hold it. */
  holders: z.array(
    z.object({
      deviceId: idSchema<'device'>(),
      code: z.int().nullable(),
      name: z.string().nullable(),
      connected: z.boolean(),
    }),
  ),
});

const attachmentId = z.object({ attachmentId: idSchema<'attachment'>() });
const path = z.string().min(1).max(2000);

/** Files of customers and tickets. Their bodies travel beside the operations, and are never opened by the app. */
export const attachment = {
  add: procedure
    .route({ method: 'POST', path: '/attachments' })
    .input(
      commandInput.extend({
        path,
        customerId: idSchema<'customer'>().optional(),
        ticketId: idSchema<'ticket'>().optional(),
        interactionId: idSchema<'interaction'>().optional(),
        kind: z.enum(attachmentKinds).default('file'),
      }),
    )
    .output(attachmentId),
  remove: procedure
    .route({ method: 'DELETE', path: '/attachments/{attachmentId}' })
    .input(attachmentId)
    .output(done),
  /** Undoes a removal. The body is still there: what nothing names any more is kept for a week. */
  restore: procedure
    .route({ method: 'POST', path: '/attachments/{attachmentId}/restore' })
    .input(attachmentId)
    .output(done),
  /** Of a ticket, or of a customer with those of all tickets; newest first. */
  list: procedure
    .route({ method: 'GET', path: '/attachments' })
    .input(
      z.object({ customerId: idSchema<'customer'>().optional(), ticketId: idSchema<'ticket'>().optional() }),
    )
    .output(z.array(listed)),
  /** Has the body fetched before all others. `list` tells how far it is. */
  fetch: procedure
    .route({ method: 'POST', path: '/attachments/{attachmentId}/fetch' })
    .input(attachmentId)
    .output(done),
  status: procedure.route({ method: 'GET', path: '/attachments/status' }).output(
    z.object({
      heldBytes: z.int(),
      limitBytes: z.int(),
      officeBytes: z.int(),
      officeLimitBytes: z.int(),
      /** Bodies that attachments name and that are not here. */
      missing: z.int(),
      /** Why fetching has stopped. */
      problem: z.enum(['disk-full', 'quota']).nullable(),
    }),
  ),
  /** Copies the body to a file. */
  save: procedure
    .route({ method: 'POST', path: '/attachments/{attachmentId}/save' })
    .input(attachmentId.extend({ path }))
    .output(done),
};
