import { namedTickets } from './named-tickets.ts';
import type { OfficeTime } from './office-time.ts';
import { sampleProduct } from './products.ts';
import { boughtRial, type SampleContact, type SampleCustomer, type SampleOrder } from './sample-customer.ts';
import type { SampleTicket } from './sample-ticket.ts';

const tehran = 'تهران';

const phone = (raw: string, label: string, type: 'mobile' | 'landline' = 'mobile'): SampleContact => ({
  raw,
  type,
  label,
  worksWithoutInternet: true,
});
const email = (raw: string): SampleContact => ({
  raw,
  type: 'email',
  label: 'ایمیل',
  worksWithoutInternet: false,
});

const order = (
  todayEpochDay: number,
  product: string,
  orderNumber: string,
  daysAgo: number,
  status: SampleOrder['status'],
  quantity = 1,
): SampleOrder => {
  const { priceRial, warrantyDays } = sampleProduct(product);
  const orderedEpochDay = todayEpochDay - daysAgo;
  return {
    product,
    orderNumber,
    quantity,
    totalRial: priceRial * quantity,
    orderedEpochDay,
    status,
    warrantyEndEpochDay: warrantyDays === 0 ? null : orderedEpochDay + warrantyDays,
  };
};

const person = (
  todayEpochDay: number,
  known: Pick<SampleCustomer, 'displayName' | 'contacts' | 'orders'> & Partial<SampleCustomer>,
): SampleCustomer => ({
  kind: 'person',
  language: 'fa',
  city: tehran,
  address: `${tehran}، خیابان آفتاب، پلاک ۱۲`,
  tier: 'standard',
  clvBand: boughtRial(known.orders) >= 185_000_000 ? 'B' : 'C',
  sinceEpochDay: known.orders[0]?.orderedEpochDay ?? todayEpochDay - 20,
  note: null,
  tags: [],
  worksForCompany: false,
  ...known,
});

export interface NamedPerson {
  readonly customer: SampleCustomer;
  readonly tickets: readonly SampleTicket[];
}

/**
 * The people whom the guide, the pictures and the scenarios of the domain model speak of: the same in every
 * sample, with what they are waiting for today.
 */
export const namedPeople = (office: OfficeTime, todayEpochDay: number): readonly NamedPerson[] => {
  const ordered = order.bind(null, todayEpochDay);
  const made = person.bind(null, todayEpochDay);
  const tickets = namedTickets(office);
  return [
    {
      customer: made({
        displayName: 'مریم رحیمی',
        tier: 'VIP',
        clvBand: 'A',
        address: `${tehran}، خیابان باغ گلستان، پلاک ۸، واحد ۳`,
        contacts: [
          phone('09123456789', 'همراه'),
          phone('021 8877 6655', 'خانه', 'landline'),
          email('rahimi@example.com'),
        ],
        orders: [
          ordered('a', '2187', 2192, 'trained'),
          ordered('filters', '2790', 1490, 'delivered'),
          ordered('filters', '3121', 1105, 'delivered'),
          ordered('service', '3388', 760, 'paid'),
          ordered('filters', '4102', 47, 'delivered'),
          ordered('service', '4297', 160, 'paid'),
          ordered('b', '4410', 9, 'installed'),
        ],
        sinceEpochDay: todayEpochDay - 2192,
        tags: ['loyal', 'new-device'],
      }),
      tickets: tickets.rahimi,
    },
    {
      customer: made({
        displayName: 'شرکت آبان‌گستر',
        kind: 'company',
        tier: 'B2B',
        clvBand: 'A',
        address: `${tehran}، بلوار بهار، پلاک ۲۱۰`,
        contacts: [
          phone('021 4455 8800 داخلی 12', 'حسابداری', 'landline'),
          phone('0912 800 44 18', 'مدیر اداری'),
          email('finance@aban.example'),
        ],
        orders: [ordered('cooler', '3950', 420, 'trained', 6), ordered('b', '4418', 12, 'delivered', 10)],
        tags: ['contract', 'partner'],
      }),
      tickets: tickets.abanGostar,
    },
    {
      customer: made({
        displayName: 'علی کریمی',
        contacts: [phone('+98 935 111 2233', 'همراه')],
        orders: [ordered('b', '4391', 11, 'delivered')],
      }),
      tickets: tickets.karimi,
    },
    {
      // The same man, typed by a colleague with an Arabic keyboard: a duplicate to be found.
      customer: made({
        displayName: 'علي كريمي',
        contacts: [phone('۰۹۳۵۱۱۱۲۲۳۳', 'همراه'), phone('۰۲۱ ۷۷۸۸ ۱۲۳۴', 'خانه', 'landline')],
        orders: [ordered('filters', '3702', 380, 'delivered')],
      }),
      tickets: tickets.karimiAgain,
    },
    {
      customer: made({
        displayName: 'أبو حسن',
        language: 'ar',
        city: 'البصرة',
        address: 'البصرة، شارع الربيع، دار ١٤',
        contacts: [phone('+9647701234567', 'همراه')],
        orders: [ordered('a', '4120', 61, 'installed'), ordered('membrane', '4377', 8, 'shipped')],
        tags: ['foreign'],
      }),
      tickets: tickets.abuHasan,
    },
    {
      customer: made({
        displayName: 'نرگس فرهنگ‌زاده',
        city: 'کرج',
        address: 'کرج، خیابان مهر، پلاک ۴۱',
        contacts: [phone('0919 220 7731', 'همراه'), phone('026 3440 1188', 'خانه', 'landline')],
        orders: [ordered('b', '4402', 6, 'installed')],
        tags: ['new-device'],
      }),
      tickets: tickets.farhangzadeh,
    },
    {
      customer: made({
        displayName: 'سینا یوسفی',
        contacts: [phone('09014417720', 'همراه')],
        orders: [ordered('c', '4050', 130, 'trained'), ordered('service', '4350', 40, 'paid')],
      }),
      tickets: tickets.yousefi,
    },
    {
      customer: made({
        displayName: 'پروین خسروی',
        contacts: [phone('۰۹۱۲ ۶۶۰ ۸۸۱۲', 'همراه'), phone('021 2233 9190', 'خانه', 'landline')],
        orders: [ordered('a', '3544', 900, 'trained'), ordered('filters', '4396', 3, 'shipped')],
        note: 'عصرها پس از ساعت ۱۷ در خانه‌اند.',
      }),
      tickets: tickets.khosravi,
    },
    {
      customer: made({
        displayName: 'فروشگاه مهرگان',
        kind: 'company',
        tier: 'B2B',
        city: 'اصفهان',
        address: 'اصفهان، خیابان فرهنگ، پلاک ۷۷',
        contacts: [phone('031 3665 2040', 'فروشگاه', 'landline'), phone('0913 700 2040', 'مدیر')],
        orders: [],
        clvBand: 'unknown',
        tags: ['partner'],
      }),
      tickets: tickets.mehregan,
    },
    {
      customer: made({
        displayName: 'کامیار جوادپور',
        contacts: [phone('0936 118 4402', 'همراه')],
        orders: [ordered('b', '4333', 22, 'trained')],
      }),
      tickets: tickets.javadpour,
    },
  ];
};
