import { boolean, defineEntity, instant, integer, oneOf, optional, ref, text } from './define-entity.ts';

export const channels = [
  'note',
  'phone',
  'sms',
  'email',
  'chat',
  'social',
  'messenger',
  'visit',
  'paper',
  'letter',
  'system',
] as const;
export const outcomes = [
  'reached',
  'no_answer',
  'busy',
  'wrong_number',
  'left_message',
  'delivered',
  'failed',
] as const;

/** One contact with a customer, or a note of a colleague. A correction is a new interaction. */
export const interaction = defineEntity({
  name: 'interaction',
  merge: 'event',
  fields: {
    customerId: ref('customer'),
    ticketId: optional(ref('ticket')),
    channel: oneOf(channels),
    direction: oneOf(['in', 'out', 'internal']),
    /** When it happened; `enteredAt` is when it was written down. */
    at: instant(),
    enteredAt: instant(),
    durationSec: optional(integer()),
    contactPointId: optional(ref('contact_point')),
    outcome: optional(oneOf(outcomes)),
    body: text(8000),
    agentId: ref('user'),
    /** The customer said that the problem is solved. */
    confirmsResolution: boolean(),
    correctsId: optional(ref('interaction')),
  },
});
