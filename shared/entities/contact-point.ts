import { boolean, defineEntity, integer, oneOf, optional, ref, text } from './define-entity.ts';

export const contactTypes = ['mobile', 'landline', 'email', 'messenger', 'address', 'other'] as const;

/** One way to reach a customer. Rows are the set: adding wins over a removal that had not seen it. */
export const contactPoint = defineEntity({
  name: 'contact_point',
  merge: 'field',
  fields: {
    customerId: ref('customer'),
    type: oneOf(contactTypes),
    /** Exactly as typed. */
    raw: text(300),
    e164: optional(text(20)),
    extension: optional(text(20)),
    assumedArea: boolean(),
    label: optional(text(60)),
    preferredOrder: integer(),
    worksWithoutInternet: boolean(),
  },
});
