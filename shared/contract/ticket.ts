import { z } from 'zod';
import { tiers } from '../entities/customer.ts';
import { instantSchema, rowSchema } from '../entities/define-entity.ts';
import { channels, outcomes } from '../entities/interaction.ts';
import { ticket as ticketEntity, ticketLevels, ticketStatuses, ticketTypes } from '../entities/ticket.ts';
import { idSchema } from '../lib/ids.ts';
import { commandInput, done, page, procedure } from './base.ts';
import { conflictSchema } from './conflict.ts';
import { timelineItem } from './timeline.ts';

const scorePart = z.object({ factor: z.int(), points: z.int() });

export const score = z.object({
  /** 0–1000, ageing included; shown as 0–100. */
  total: z.int(),
  parts: z.object({ U: scorePart, V: scorePart, D: scorePart, S: scorePart, W: scorePart }),
  ageing: z.int(),
});

export const ticketListItem = z.object({
  id: idSchema<'ticket'>(),
  number: z.string(),
  subject: z.string(),
  type: z.enum(ticketTypes),
  status: z.enum(ticketStatuses),
  level: z.enum(['critical', 'high', 'medium', 'low']),
  customerId: idSchema<'customer'>(),
  customerName: z.string(),
  tier: z.enum(tiers),
  ownerId: idSchema<'user'>().nullable(),
  ownerName: z.string().nullable(),
  /** The nearer open deadline, milliseconds UTC. */
  dueAt: z.int().nullable(),
  openedAt: z.int(),
  /** Channel of the first contact. */
  channel: z.enum(channels).nullable(),
  score: z.int(),
});

export const ticketCard = z.object({
  ticket: rowSchema(ticketEntity),
  level: z.enum(['critical', 'high', 'medium', 'low']),
  customerName: z.string(),
  ownerName: z.string().nullable(),
  timeline: z.array(timelineItem),
  nextStatuses: z.array(z.enum(ticketStatuses)),
  reopenCount: z.int(),
  /** Concurrent transitions were joined by rule and a person should look. */
  needsReview: z.boolean(),
  conflicts: z.array(conflictSchema),
  score,
});

const ticketId = z.object({ ticketId: idSchema<'ticket'>() }).extend(commandInput.shape);
const reason = z.string().max(1000).default('');

export const ticket = {
  list: procedure
    .route({ method: 'GET', path: '/tickets' })
    .input(page.extend({ scope: z.enum(['mine', 'unassigned', 'open', 'resolved', 'all']).default('open') }))
    .output(
      z.object({
        rows: z.array(ticketListItem),
        total: z.int(),
        counts: z.object({ mine: z.int(), unassigned: z.int(), open: z.int(), resolved: z.int() }),
      }),
    ),
  get: procedure
    .route({ method: 'GET', path: '/tickets/{ticketId}' })
    .input(z.object({ ticketId: idSchema<'ticket'>() }))
    .output(ticketCard),
  create: procedure
    .route({ method: 'POST', path: '/tickets' })
    .input(
      commandInput.extend({
        customerId: idSchema<'customer'>(),
        subject: z.string().trim().min(1).max(300),
        type: z.enum(ticketTypes).default('technical'),
        impact: z.enum(ticketLevels).default('medium'),
        urgency: z.enum(ticketLevels).default('medium'),
        /** What the customer said; becomes the first entry of the conversation. */
        body: z.string().max(8000).default(''),
        channel: z.enum(channels).default('phone'),
      }),
    )
    .output(z.object({ ticketId: idSchema<'ticket'>(), number: z.string() })),
  update: procedure
    .route({ method: 'PATCH', path: '/tickets/{ticketId}' })
    .input(
      ticketId.extend({
        subject: z.string().trim().min(1).max(300).optional(),
        type: z.enum(ticketTypes).optional(),
        impact: z.enum(ticketLevels).optional(),
        urgency: z.enum(ticketLevels).optional(),
      }),
    )
    .output(done),
  assign: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/assign' })
    .input(ticketId.extend({ ownerId: idSchema<'user'>() }))
    .output(done),
  /** Waits for the customer or for a colleague. */
  wait: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/wait' })
    .input(ticketId.extend({ for: z.enum(['customer', 'internal']), reason }))
    .output(done),
  resume: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/resume' })
    .input(ticketId)
    .output(done),
  resolve: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/resolve' })
    .input(ticketId.extend({ solution: z.string().max(4000), nextStep: z.string().max(1000) }))
    .output(done),
  reopen: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/reopen' })
    .input(ticketId.extend({ reason }))
    .output(done),
  close: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/close' })
    .input(ticketId.extend({ reason }))
    .output(done),
  cancel: procedure
    .route({ method: 'POST', path: '/tickets/{ticketId}/cancel' })
    .input(ticketId.extend({ reason }))
    .output(done),
};

const interactionTarget = commandInput.extend({
  customerId: idSchema<'customer'>(),
  ticketId: idSchema<'ticket'>().nullable().default(null),
});

export const interaction = {
  addNote: procedure
    .route({ method: 'POST', path: '/interactions/note' })
    .input(interactionTarget.extend({ body: z.string().trim().min(1).max(8000) }))
    .output(z.object({ interactionId: z.uuid() })),
  /** An inbound call on a resolved or closed ticket opens it again. */
  logCall: procedure
    .route({ method: 'POST', path: '/interactions/call' })
    .input(
      interactionTarget.extend({
        direction: z.enum(['in', 'out']),
        outcome: z.enum(outcomes),
        body: z.string().max(8000),
        durationSec: z.int().min(0).max(86_400).nullable().default(null),
        /** When the call was, milliseconds UTC; now when left out. */
        at: instantSchema.nullable().default(null),
        contactPointId: idSchema<'contact_point'>().nullable().default(null),
        confirmsResolution: z.boolean().default(false),
      }),
    )
    .output(z.object({ interactionId: z.uuid() })),
};
