import { defineEntity, instant, oneOf, optional, ref, text } from './define-entity.ts';
import { ticketStatuses } from './ticket.ts';

/** What happened to a ticket: never edited, joined into the timeline. */
export const ticketEvent = defineEntity({
  name: 'ticket_event',
  merge: 'event',
  fields: {
    ticketId: ref('ticket'),
    kind: oneOf(['created', 'status', 'assigned', 'edited']),
    fromStatus: optional(oneOf(ticketStatuses)),
    toStatus: optional(oneOf(ticketStatuses)),
    ownerId: optional(ref('user')),
    solution: optional(text(4000)),
    nextStep: optional(text(1000)),
    reason: optional(text(1000)),
    agentId: ref('user'),
    at: instant(),
  },
});
