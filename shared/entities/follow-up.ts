import { defineEntity, instant, integer, merged, oneOf, optional, ref, text } from './define-entity.ts';

export const followUp = defineEntity({
  name: 'follow_up',
  merge: 'field',
  fields: {
    kind: oneOf(['callback', 'day_after', 'proactive', 'internal', 'onboarding', 'survey_call']),
    ticketId: optional(ref('ticket')),
    customerId: ref('customer'),
    assigneeId: ref('user'),
    dueAt: instant(),
    windowMin: integer(),
    script: optional(text(2000)),
    state: merged(
      'machine',
      oneOf(['scheduled', 'in_progress', 'done', 'unreachable', 'cancelled', 'handed_over']),
    ),
    result: optional(text(2000)),
  },
});
