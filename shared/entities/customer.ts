import { languages } from '../lib/language.ts';
import { defineEntity, epochDay, integer, name, oneOf, optional, ref, text } from './define-entity.ts';

export const tiers = ['VIP', 'B2B', 'standard'] as const;

export const customer = defineEntity({
  name: 'customer',
  merge: 'field',
  fields: {
    displayName: name(),
    kind: oneOf(['person', 'company']),
    companyId: optional(ref('customer')),
    language: oneOf(languages),
    city: optional(text(200)),
    address: optional(text(1000)),
    tier: oneOf(tiers),
    clvBand: oneOf(['A', 'B', 'C', 'D', 'unknown']),
    /** Sum of what was bought, integer Rial. */
    totalPurchaseRial: optional(integer()),
    /** Customer since, as days from 1970-01-01. */
    sinceEpochDay: optional(epochDay()),
    note: optional(text(4000)),
  },
});
