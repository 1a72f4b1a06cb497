import { z } from 'zod';
import { contactPoint as contactPointEntity, contactTypes } from '../entities/contact-point.ts';
import { customer as customerEntity, tiers } from '../entities/customer.ts';
import { epochDaySchema, rowSchema } from '../entities/define-entity.ts';
import { purchase } from '../entities/purchase.ts';
import { tag as tagEntity } from '../entities/tag.ts';
import { idSchema } from '../lib/ids.ts';
import { languages } from '../lib/language.ts';
import { commandInput, done, page, procedure } from './base.ts';
import { conflictSchema } from './conflict.ts';
import { ticketListItem } from './ticket.ts';
import { timelineItem } from './timeline.ts';

export const customerRow = rowSchema(customerEntity);
export const contactPointRow = rowSchema(contactPointEntity);

export const customerListItem = z.object({
  id: idSchema<'customer'>(),
  displayName: z.string(),
  city: z.string().nullable(),
  tier: z.enum(tiers),
  clvBand: z.string(),
  /** The preferred number in E.164, or as typed where it could not be read. */
  phone: z.string().nullable(),
  openTickets: z.int(),
  lastContactAt: z.int().nullable(),
});

const profile = z.object({
  displayName: z.string().trim().min(1).max(200),
  kind: z.enum(['person', 'company']),
  language: z.enum(languages),
  city: z.string().max(200).nullable(),
  address: z.string().max(1000).nullable(),
  tier: z.enum(tiers),
  clvBand: z.enum(['A', 'B', 'C', 'D', 'unknown']),
  totalPurchaseRial: z.int().min(0).nullable(),
  sinceEpochDay: epochDaySchema.nullable(),
  note: z.string().max(4000).nullable(),
});

const contactInput = z.object({
  type: z.enum(contactTypes).optional(),
  raw: z.string().trim().min(1).max(300),
  label: z.string().trim().max(60).nullable().optional(),
  /** Assumed of telephone lines, and of nothing else, when it is left out. */
  worksWithoutInternet: z.boolean().optional(),
});

export const customerCard = z.object({
  customer: customerRow,
  contacts: z.array(contactPointRow),
  /** Newest first; the product by name where it is known. */
  purchases: z.array(rowSchema(purchase).and(z.object({ productName: z.string().nullable() }))),
  tags: z.array(rowSchema(tagEntity)),
  tickets: z.array(ticketListItem),
  conflicts: z.array(conflictSchema),
  /** Records that were merged into this customer. What belongs to them stands on this card. */
  merged: z.array(
    z.object({
      customerId: idSchema<'customer'>(),
      displayName: z.string(),
      mergedAt: z.int(),
      /** Until when the merge can be undone. */
      undoableUntil: z.int(),
    }),
  ),
  interactionCount: z.int(),
  createdAt: z.int(),
  /** When the newest change of this card was made, on whichever device. */
  dataAsOf: z.int(),
});

const customerId = z.object({ customerId: idSchema<'customer'>() });

export const customer = {
  list: procedure
    .route({ method: 'GET', path: '/customers' })
    .input(page.extend({ sort: z.enum(['name', 'recent', 'newest']).default('name') }))
    .output(z.object({ rows: z.array(customerListItem), total: z.int() })),
  get: procedure
    .route({ method: 'GET', path: '/customers/{customerId}' })
    .input(customerId)
    .output(customerCard),
  timeline: procedure
    .route({ method: 'GET', path: '/customers/{customerId}/timeline' })
    .input(customerId.extend(page.shape))
    .output(z.object({ items: z.array(timelineItem), total: z.int() })),
  create: procedure
    .route({ method: 'POST', path: '/customers' })
    .input(
      commandInput.extend(profile.partial().shape).extend({
        displayName: profile.shape.displayName,
        contacts: z.array(contactInput).max(20).default([]),
      }),
    )
    .output(z.object({ customerId: idSchema<'customer'>() })),
  update: procedure
    .route({ method: 'PATCH', path: '/customers/{customerId}' })
    .input(customerId.extend(commandInput.shape).extend(profile.partial().shape))
    .output(done),
  /** Makes two records one customer, shown as the winner. Nothing is rewritten, so it can be undone. */
  merge: procedure
    .route({ method: 'POST', path: '/customers/{customerId}/merge' })
    .input(customerId.extend(commandInput.shape).extend({ winnerId: idSchema<'customer'>() }))
    .output(z.object({ customerId: idSchema<'customer'>() })),
  /** Undoes it for one of the records: it is a customer of its own again, with all that belongs to it. */
  unmerge: procedure
    .route({ method: 'POST', path: '/customers/{customerId}/unmerge' })
    .input(customerId.extend(commandInput.shape))
    .output(done),
};

export const contactPoint = {
  add: procedure
    .route({ method: 'POST', path: '/customers/{customerId}/contacts' })
    .input(customerId.extend(commandInput.shape).extend(contactInput.shape))
    .output(z.object({ contactPointId: idSchema<'contact_point'>(), warning: z.string().nullable() })),
  update: procedure
    .route({ method: 'PATCH', path: '/contacts/{contactPointId}' })
    .input(
      contactInput
        .partial()
        .extend(commandInput.shape)
        .extend({ contactPointId: idSchema<'contact_point'>() }),
    )
    .output(z.object({ warning: z.string().nullable() })),
  remove: procedure
    .route({ method: 'DELETE', path: '/contacts/{contactPointId}' })
    .input(z.object({ contactPointId: idSchema<'contact_point'>() }))
    .output(done),
  /** Undoes `remove`. */
  restore: procedure
    .route({ method: 'POST', path: '/contacts/{contactPointId}/restore' })
    .input(z.object({ contactPointId: idSchema<'contact_point'>() }))
    .output(done),
  reorder: procedure
    .route({ method: 'POST', path: '/customers/{customerId}/contacts/order' })
    .input(customerId.extend({ order: z.array(idSchema<'contact_point'>()).max(100) }))
    .output(done),
};

export const tag = {
  list: procedure.route({ method: 'GET', path: '/tags' }).output(z.array(rowSchema(tagEntity))),
  /** Makes the tag when no tag of that name exists. */
  attach: procedure
    .route({ method: 'POST', path: '/customers/{customerId}/tags' })
    .input(customerId.extend({ name: z.string().trim().min(1).max(60) }))
    .output(z.object({ tagId: idSchema<'tag'>() })),
  detach: procedure
    .route({ method: 'DELETE', path: '/customers/{customerId}/tags/{tagId}' })
    .input(customerId.extend({ tagId: idSchema<'tag'>() }))
    .output(done),
};
