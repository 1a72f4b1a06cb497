import { defineEntity, instant, merged, name, oneOf, optional, ref, text } from './define-entity.ts';

export const ticketTypes = ['technical', 'financial', 'general'] as const;
export const ticketStatuses = [
  'new',
  'open',
  'pending_customer',
  'pending_internal',
  'resolved',
  'closed',
  'merged',
  'cancelled',
] as const;
export const ticketLevels = ['high', 'medium', 'low'] as const;

export const ticket = defineEntity({
  name: 'ticket',
  merge: 'field',
  fields: {
    /** Final from the first moment: device code, that device's counter, Damm digit (`102-00042-4`). */
    number: text(20),
    /** What it was called before two PCs turned out to have given one number: customers may know it by this. */
    formerNumber: optional(text(20)),
    customerId: ref('customer'),
    subject: name(300),
    type: oneOf(ticketTypes),
    impact: oneOf(ticketLevels),
    urgency: oneOf(ticketLevels),
    ownerId: optional(ref('user')),
    teamId: optional(ref('team')),
    productId: optional(ref('product')),
    /** Concurrent transitions are joined by `chooseStatus`, the same on every replica. */
    status: merged('machine', oneOf(ticketStatuses)),
    openedAt: instant(),
    /** Computed by rules, so nobody is asked which one is right: the latest holds, of responses the first. */
    firstResponseDueAt: merged('machine', optional(instant())),
    resolveDueAt: merged('machine', optional(instant())),
    firstRespondedAt: merged('machine', optional(instant())),
    mergedIntoId: optional(ref('ticket')),
  },
});
