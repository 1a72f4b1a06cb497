import { type SampleProduct, sampleProduct, sampleProducts } from './products.ts';
import type { OrderStatus, SampleOrder } from './sample-customer.ts';
import type { Seeded } from './seeded.ts';

/** How far an order has come after so many days. */
const statusAfter = (seeded: Seeded, product: SampleProduct, ageDays: number): OrderStatus => {
  if (seeded.chance(0.04)) return 'cancelled';
  if (ageDays < 1) return seeded.pick(['placed', 'paid']);
  if (product.family === 'service') return 'paid';
  if (ageDays < 4) return seeded.pick(['paid', 'shipped']);
  if (product.family === 'part')
    return ageDays < 6 ? 'shipped' : seeded.chance(0.03) ? 'returned' : 'delivered';
  if (ageDays < 8) return seeded.pick(['shipped', 'delivered', 'installed']);
  return seeded.chance(0.5) ? 'trained' : 'installed';
};

export const makeOrder = (
  seeded: Seeded,
  order: Pick<SampleOrder, 'product' | 'quantity' | 'orderedEpochDay'>,
  todayEpochDay: number,
): SampleOrder => {
  const product = sampleProduct(order.product);
  return {
    ...order,
    orderNumber: String(seeded.integer(2100, 9899)),
    totalRial: product.priceRial * order.quantity,
    status: statusAfter(seeded, product, todayEpochDay - order.orderedEpochDay),
    warrantyEndEpochDay: product.warrantyDays === 0 ? null : order.orderedEpochDay + product.warrantyDays,
  };
};

/** What a customer has bought over the years: a device first, then filters, parts and service. */
export const planOrders = (
  seeded: Seeded,
  kind: 'person' | 'company',
  todayEpochDay: number,
): readonly SampleOrder[] => {
  // Some only ask, and may buy one day.
  if (seeded.chance(0.12)) return [];
  const fits = sampleProducts.filter(({ forCompanies }) => kind === 'person' || forCompanies);
  const device = seeded.pickWeighted(
    fits.filter(({ family, key }) => family === 'device' && (key !== 'cooler' || kind === 'company')),
  );
  const later = fits.filter(({ family }) => family !== 'device');
  const firstDay = todayEpochDay - Math.floor(seeded.next() ** 1.6 * 2200) - 1;
  const quantity = kind === 'company' ? seeded.integer(2, 12) : 1;
  const orders = [
    makeOrder(seeded, { product: device.key, quantity, orderedEpochDay: firstDay }, todayEpochDay),
  ];
  for (
    let day = firstDay + seeded.integer(90, 240);
    day < todayEpochDay && orders.length < 9;
    day += seeded.integer(80, 330)
  ) {
    const { key } = seeded.pickWeighted(later);
    const many = kind === 'company' && key !== 'service' ? seeded.integer(2, 20) : 1;
    orders.push(makeOrder(seeded, { product: key, quantity: many, orderedEpochDay: day }, todayEpochDay));
  }
  return orders;
};
