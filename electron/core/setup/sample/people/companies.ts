/** Companies are put together from what they do and what they are called. */
export const faTrades = [
  'شرکت',
  'فروشگاه',
  'بازرگانی',
  'گروه صنعتی',
  'درمانگاه',
  'دبستان',
  'رستوران',
  'هتل',
  'دفتر مهندسی',
  'کارگاه',
] as const;

export const faCompanyNames: readonly (readonly [name: string, latin: string])[] = [
  ['مهرگان', 'mehregan'],
  ['پارس‌پویا', 'parspouya'],
  ['آوای شرق', 'avayeshargh'],
  ['نیک‌آفرین', 'nikafarin'],
  ['سپهر', 'sepehr'],
  ['دنای سبز', 'denayesabz'],
  ['کاوه', 'kaveh'],
  ['یاس سپید', 'yasesepid'],
  ['البرز نو', 'alborzeno'],
  ['خوشه', 'khoosheh'],
  ['راه ابریشم', 'raheabrisham'],
  ['سرو', 'sarv'],
  ['باران', 'baran'],
  ['چکاوک', 'chakavak'],
  ['هزاره', 'hezareh'],
  ['رایان‌گستر', 'rayangostar'],
];

export const arCompanyNames: readonly (readonly [name: string, latin: string])[] = [
  ['شركة الرافدين للأجهزة', 'alrafidain'],
  ['متجر النخيل', 'alnakheel'],
  ['مجموعة الفرات', 'alfurat'],
];

export const enCompanyNames: readonly (readonly [name: string, latin: string])[] = [
  ['Caspian Trading', 'caspian'],
  ['Northlight School', 'northlight'],
  ['Harbour Clinic', 'harbourclinic'],
];
