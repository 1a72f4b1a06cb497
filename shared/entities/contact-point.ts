import { boolean, defineEntity, integer, merged, oneOf, optional, ref, text } from './define-entity.ts';

export const contactTypes = ['mobile', 'landline', 'email', 'messenger', 'address', 'other'] as const;

/** One way to reach a customer. Rows are the set: adding wins over a removal that had not seen it. */
export const contactPoint = defineEntity({
  name: 'contact_point',
  merge: 'field',
  fields: {
    customerId: ref('customer'),
    /** Exactly as typed. */
    raw: text(300),
    /** Read from `raw`: where two texts stand beside each other, people choose the text and these follow. */
    type: merged('machine', oneOf(contactTypes)),
    e164: merged('machine', optional(text(20))),
    extension: merged('machine', optional(text(20))),
    assumedArea: merged('machine', boolean()),
    label: optional(text(60)),
    preferredOrder: merged('machine', integer()),
    worksWithoutInternet: boolean(),
  },
});
