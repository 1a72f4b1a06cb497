import { defineEntity, instant, optional, ref } from './define-entity.ts';

/**
 * Two records are the same customer. Nothing is rewritten: which record is shown for which follows from all these
 * rows (shared/rules/customer-merge.ts). Its id is derived from both, and merging wins over an undo that had not
 * seen it.
 */
export const customerMerge = defineEntity({
  name: 'customer_merge',
  merge: 'set',
  fields: {
    loserId: ref('customer'),
    winnerId: ref('customer'),
    /** The latest time that it was said. */
    mergedAt: instant(),
    undoneAt: optional(instant()),
  },
});
