import type { customer } from '../../shared/entities/customer.ts';
import type { NewRowOf } from '../../shared/entities/define-entity.ts';

/** A customer with ten values, the n-th one; any other database can hold the same. */
export const rowOf = (n: number): NewRowOf<typeof customer> => ({
  displayName: `مریم رحیمی‌نژاد ${n}`,
  kind: 'person',
  language: 'fa',
  city: 'تهران',
  address: `خیابان آزادی، کوچهٔ نسترن، پلاک ${n % 300}`,
  tier: 'standard',
  clvBand: 'B',
  totalPurchaseRial: 1_234_500 * (n % 1000),
  sinceEpochDay: 18_000 + (n % 2500),
  note: 'با تلفن ثابت راحت‌تر است؛ عصرها زنگ بزنید.',
});

export const valuesPerRow = Object.keys(rowOf(0)).length;
