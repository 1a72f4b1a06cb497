import { defineEntity, integer, ref } from './define-entity.ts';

/** A PC became the hub of the call centre, in place of one that is gone. The first hub has no term of its own. */
export const hubTerm = defineEntity({
  name: 'hub_term',
  merge: 'event',
  fields: {
    /** Counts up; the highest one holds. */
    term: integer(1, 1_000_000),
    deviceId: ref('device'),
  },
});
