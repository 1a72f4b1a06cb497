import type { Language } from '../../../../shared/lib/language.ts';

export interface SampleProduct {
  readonly key: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly family: 'device' | 'part' | 'service';
  /** Without it there is no drinking water. */
  readonly critical: boolean;
  readonly priceRial: number;
  readonly warrantyDays: number;
  readonly weight: number;
  readonly forCompanies: boolean;
}

export const sampleProducts: readonly SampleProduct[] = [
  {
    key: 'a',
    name: { fa: 'تصفیهٔ آب سری A', ar: 'منقّي الماء سلسلة A', en: 'Series A purifier' },
    family: 'device',
    critical: true,
    priceRial: 129_000_000,
    warrantyDays: 365,
    weight: 5,
    forCompanies: false,
  },
  {
    key: 'b',
    name: { fa: 'تصفیهٔ آب سری B', ar: 'منقّي الماء سلسلة B', en: 'Series B purifier' },
    family: 'device',
    critical: true,
    priceRial: 185_000_000,
    warrantyDays: 730,
    weight: 8,
    forCompanies: true,
  },
  {
    key: 'c',
    name: { fa: 'تصفیهٔ آب سری C', ar: 'منقّي الماء سلسلة C', en: 'Series C purifier' },
    family: 'device',
    critical: true,
    priceRial: 264_000_000,
    warrantyDays: 730,
    weight: 3,
    forCompanies: true,
  },
  {
    key: 'cooler',
    name: { fa: 'آب‌سردکن ایستاده', ar: 'برّاد ماء قائم', en: 'Standing cooler' },
    family: 'device',
    critical: true,
    priceRial: 312_000_000,
    warrantyDays: 365,
    weight: 2,
    forCompanies: true,
  },
  {
    key: 'filters',
    name: { fa: 'فیلتر یدکی ۴ تایی', ar: 'طقم مرشّحات رباعي', en: 'Filter set of four' },
    family: 'part',
    critical: false,
    priceRial: 18_500_000,
    warrantyDays: 0,
    weight: 7,
    forCompanies: true,
  },
  {
    key: 'membrane',
    name: { fa: 'ممبران صد گالنی', ar: 'غشاء مئة غالون', en: 'Membrane, 100 gallons' },
    family: 'part',
    critical: false,
    priceRial: 26_000_000,
    warrantyDays: 90,
    weight: 3,
    forCompanies: true,
  },
  {
    key: 'tap',
    name: { fa: 'شیر برداشت', ar: 'صنبور', en: 'Tap' },
    family: 'part',
    critical: false,
    priceRial: 7_200_000,
    warrantyDays: 180,
    weight: 2,
    forCompanies: false,
  },
  {
    key: 'service',
    name: { fa: 'سرویس سالانه', ar: 'صيانة سنوية', en: 'Yearly service' },
    family: 'service',
    critical: false,
    priceRial: 32_000_000,
    warrantyDays: 365,
    weight: 4,
    forCompanies: true,
  },
];

const productByKey: ReadonlyMap<string, SampleProduct> = new Map(
  sampleProducts.map((product) => [product.key, product]),
);

/** @throws for a key that is not in the list. */
export const sampleProduct = (key: string): SampleProduct => {
  const product = productByKey.get(key);
  if (product === undefined) throw new Error(`no sample product ${key}`);
  return product;
};
