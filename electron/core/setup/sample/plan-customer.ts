import type { Language } from '../../../../shared/lib/language.ts';
import { localizeDigits } from '../../../../shared/rules/digits.ts';
import { arCompanyNames, enCompanyNames, faCompanyNames, faTrades } from './people/companies.ts';
import {
  arFamilies,
  arMen,
  arWomen,
  enFamilies,
  enMen,
  enWomen,
  faFamilies,
  faMen,
  faWomen,
} from './people/names.ts';
import { arStreets, type City, enStreets, faStreets, iranianCities, iraqiCities } from './people/places.ts';
import { planContacts } from './plan-contacts.ts';
import { planOrders } from './plan-orders.ts';
import { boughtRial, type SampleCustomer } from './sample-customer.ts';
import type { Seeded } from './seeded.ts';
import type { SampleTag } from './tags.ts';

/** Of a hundred customers, how many speak what, by the language of the office. */
const speakers: Readonly<
  Record<Language, readonly { readonly language: Language; readonly weight: number }[]>
> = {
  fa: [
    { language: 'fa', weight: 90 },
    { language: 'ar', weight: 7 },
    { language: 'en', weight: 3 },
  ],
  ar: [
    { language: 'ar', weight: 78 },
    { language: 'fa', weight: 18 },
    { language: 'en', weight: 4 },
  ],
  en: [
    { language: 'en', weight: 55 },
    { language: 'fa', weight: 38 },
    { language: 'ar', weight: 7 },
  ],
};

const namesByLanguage = {
  fa: { women: faWomen, men: faMen, families: faFamilies, companies: faCompanyNames },
  ar: { women: arWomen, men: arMen, families: arFamilies, companies: arCompanyNames },
  en: { women: enWomen, men: enMen, families: enFamilies, companies: enCompanyNames },
} as const;

const notes = [
  'سگ دارند؛ سرویس‌کار پیش از ورود زنگ بزند.',
  'عصرها پس از ساعت ۱۷ در خانه‌اند.',
  'طبقهٔ سوم بی‌آسانسور است.',
  'ترجیح می‌دهد پیامک بدهیم، سر کار نمی‌تواند جواب بدهد.',
  'فاکتور همیشه به نام همسرشان صادر شود.',
] as const;

export interface PlanOptions {
  readonly language: Language;
  readonly todayEpochDay: number;
}

const nameOf = (
  seeded: Seeded,
  language: Language,
  kind: 'person' | 'company',
): { name: string; latin: string } => {
  const names = namesByLanguage[language];
  if (kind === 'company') {
    const [name, latin] = seeded.pick(names.companies);
    return { name: language === 'fa' ? `${seeded.pick(faTrades)} ${name}` : name, latin };
  }
  const [first, firstLatin] = seeded.pick(seeded.chance(0.5) ? names.women : names.men);
  const [family, familyLatin] = seeded.pick(names.families);
  return { name: `${first} ${family}`, latin: `${firstLatin}.${familyLatin}` };
};

export const addressIn = (seeded: Seeded, language: Language, city: string): string => {
  const number = localizeDigits(String(seeded.integer(1, 280)), language);
  switch (language) {
    case 'fa':
      return `${city}، ${seeded.pick(faStreets)}، پلاک ${number}${seeded.chance(0.5) ? `، واحد ${localizeDigits(String(seeded.integer(1, 16)), 'fa')}` : ''}`;
    case 'ar':
      return `${city}، ${seeded.pick(arStreets)}، دار ${number}`;
    case 'en':
      return `${number} ${seeded.pick(enStreets)}, ${city}`;
  }
};

/** Customer value in bands: the cuts give about a tenth A, two tenths B and four tenths C. */
export const bandOf = (totalRial: number): SampleCustomer['clvBand'] => {
  if (totalRial === 0) return 'unknown';
  if (totalRial >= 400_000_000) return 'A';
  if (totalRial >= 285_000_000) return 'B';
  return totalRial >= 185_000_000 ? 'C' : 'D';
};

const tagsOf = (
  seeded: Seeded,
  customer: Omit<SampleCustomer, 'tags'>,
  { language, todayEpochDay }: PlanOptions,
): SampleTag[] => {
  const ageDays = todayEpochDay - customer.sinceEpochDay;
  const isNew = customer.orders.some(
    ({ status, orderedEpochDay }) => status === 'installed' && todayEpochDay - orderedEpochDay < 30,
  );
  return [
    ...(isNew ? (['new-device'] as const) : []),
    ...(customer.orders.some(({ product }) => product === 'service') && seeded.chance(0.7)
      ? (['contract'] as const)
      : []),
    ...(customer.language !== language ? (['foreign'] as const) : []),
    ...(ageDays > 1500 && seeded.chance(0.5) ? (['loyal'] as const) : []),
    ...(customer.kind === 'company' && seeded.chance(0.25) ? (['partner'] as const) : []),
    ...(seeded.chance(0.03) ? (['upset'] as const) : []),
  ];
};

/** Invents one customer. The same seed and options give the same one. */
export const planCustomer = (seeded: Seeded, options: PlanOptions): SampleCustomer => {
  const { language } = seeded.pickWeighted(speakers[options.language]);
  const kind = seeded.chance(0.08) ? 'company' : 'person';
  const { name, latin } = nameOf(seeded, language, kind);
  const isIraqi = language === 'ar';
  const city: City = seeded.pickWeighted(isIraqi ? iraqiCities : iranianCities);
  const cityName = language === 'en' ? (city.latin ?? city.name) : city.name;
  const orders = planOrders(seeded, kind, options.todayEpochDay);
  const firstDay = orders[0]?.orderedEpochDay ?? options.todayEpochDay - seeded.integer(0, 40);
  const band = bandOf(boughtRial(orders));
  const customer: Omit<SampleCustomer, 'tags'> = {
    displayName: name,
    kind,
    language,
    city: cityName,
    address: addressIn(seeded, language, cityName),
    tier: kind === 'company' ? 'B2B' : band === 'A' || seeded.chance(0.02) ? 'VIP' : 'standard',
    clvBand: band,
    sinceEpochDay: firstDay,
    note: language === 'fa' && seeded.chance(0.08) ? seeded.pick(notes) : null,
    contacts: planContacts(seeded, {
      kind,
      language,
      officeLanguage: options.language,
      city,
      latin,
      isIraqi,
      localForm: options.language !== 'ar',
    }),
    orders,
    worksForCompany: kind === 'person' && seeded.chance(0.04),
  };
  return { ...customer, tags: tagsOf(seeded, customer, options) };
};
