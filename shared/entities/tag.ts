import { defineEntity, instant, merged, name, oneOf, optional, ref } from './define-entity.ts';

export const tag = defineEntity({
  name: 'tag',
  merge: 'field',
  fields: { name: name(60), colour: oneOf(['grey', 'red', 'amber', 'green', 'blue', 'violet']) },
});

/** Membership of a customer in a tag: its id is derived from both, and adding wins. */
export const customerTag = defineEntity({
  name: 'customer_tag',
  merge: 'set',
  fields: {
    customerId: ref('customer'),
    tagId: ref('tag'),
    removedAt: merged('set', optional(instant())),
  },
});
