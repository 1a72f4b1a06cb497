/** A city with its landline area code, without the zero, and how often customers live there. */
export interface City {
  readonly name: string;
  /** For customers who write in English. */
  readonly latin?: string;
  readonly areaCode: string;
  readonly weight: number;
}

export const iranianCities: readonly City[] = [
  { name: 'تهران', latin: 'Tehran', areaCode: '21', weight: 34 },
  { name: 'کرج', latin: 'Karaj', areaCode: '26', weight: 12 },
  { name: 'مشهد', latin: 'Mashhad', areaCode: '51', weight: 9 },
  { name: 'اصفهان', latin: 'Isfahan', areaCode: '31', weight: 9 },
  { name: 'شیراز', latin: 'Shiraz', areaCode: '71', weight: 8 },
  { name: 'تبریز', latin: 'Tabriz', areaCode: '41', weight: 7 },
  { name: 'قم', latin: 'Qom', areaCode: '25', weight: 5 },
  { name: 'اهواز', latin: 'Ahvaz', areaCode: '61', weight: 5 },
  { name: 'رشت', latin: 'Rasht', areaCode: '13', weight: 4 },
  { name: 'یزد', latin: 'Yazd', areaCode: '35', weight: 3 },
  { name: 'کرمان', latin: 'Kerman', areaCode: '34', weight: 2 },
  { name: 'همدان', latin: 'Hamedan', areaCode: '81', weight: 2 },
];

/** Iraqi cities; numbers there are `+964`. */
export const iraqiCities: readonly City[] = [
  { name: 'بغداد', areaCode: '1', weight: 5 },
  { name: 'البصرة', areaCode: '40', weight: 4 },
  { name: 'النجف', areaCode: '33', weight: 3 },
  { name: 'كربلاء', areaCode: '32', weight: 3 },
];

export const faStreets = [
  'خیابان نوروز',
  'خیابان فرهنگ',
  'بلوار بهار',
  'کوچهٔ یاس',
  'خیابان آفتاب',
  'بلوار دانشجو',
  'خیابان باغ گلستان',
  'کوچهٔ نسترن',
  'خیابان مهر',
  'میدان گل‌ها',
  'خیابان سروستان',
  'کوچهٔ چنار',
] as const;

export const arStreets = ['شارع الربيع', 'شارع النخيل', 'حيّ السلام', 'شارع الجامعة'] as const;

export const enStreets = ['Nowruz Street', 'Garden Avenue', 'Jasmine Alley', 'Bahar Boulevard'] as const;
