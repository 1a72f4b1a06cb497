import { defineEntity, epochDay, integer, oneOf, optional, ref, text } from './define-entity.ts';

export const purchase = defineEntity({
  name: 'purchase',
  merge: 'field',
  fields: {
    customerId: ref('customer'),
    productId: optional(ref('product')),
    orderNumber: text(60),
    quantity: integer(),
    totalRial: integer(),
    orderedEpochDay: epochDay(),
    status: oneOf([
      'placed',
      'paid',
      'shipped',
      'delivered',
      'installed',
      'trained',
      'returned',
      'cancelled',
    ]),
    warrantyEndEpochDay: optional(epochDay()),
  },
});
