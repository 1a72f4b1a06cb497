/** Names for invented people, each with the Latin spelling that an address of theirs would use. */
type Spelt = readonly [name: string, latin: string];

export const faWomen: readonly Spelt[] = [
  ['مریم', 'maryam'],
  ['زهرا', 'zahra'],
  ['فاطمه', 'fatemeh'],
  ['نرگس', 'narges'],
  ['پروین', 'parvin'],
  ['الهام', 'elham'],
  ['شیرین', 'shirin'],
  ['نگار', 'negar'],
  ['مینا', 'mina'],
  ['سمیه', 'somayeh'],
  ['لیلا', 'leila'],
  ['مهسا', 'mahsa'],
  ['آزاده', 'azadeh'],
  ['ترانه', 'taraneh'],
  ['پریسا', 'parisa'],
  ['هانیه', 'hanieh'],
  ['نسرین', 'nasrin'],
  ['سپیده', 'sepideh'],
  ['گلناز', 'golnaz'],
  ['رؤیا', 'roya'],
  ['مهناز', 'mahnaz'],
  ['فرشته', 'fereshteh'],
  ['یگانه', 'yeganeh'],
  ['شهلا', 'shahla'],
  ['ثریا', 'soraya'],
];

export const faMen: readonly Spelt[] = [
  ['علی', 'ali'],
  ['رضا', 'reza'],
  ['حسین', 'hossein'],
  ['مهدی', 'mahdi'],
  ['سینا', 'sina'],
  ['کامیار', 'kamyar'],
  ['محمدرضا', 'mohammadreza'],
  ['بهرام', 'bahram'],
  ['آرش', 'arash'],
  ['کیان', 'kian'],
  ['امیرحسین', 'amirhossein'],
  ['سعید', 'saeed'],
  ['مجید', 'majid'],
  ['پویا', 'pouya'],
  ['فرهاد', 'farhad'],
  ['بابک', 'babak'],
  ['داود', 'davoud'],
  ['هومن', 'houman'],
  ['یاسر', 'yaser'],
  ['غلامرضا', 'gholamreza'],
  ['ایمان', 'iman'],
  ['جواد', 'javad'],
  ['مسعود', 'masoud'],
  ['شهرام', 'shahram'],
  ['ناصر', 'naser'],
];

export const faFamilies: readonly Spelt[] = [
  ['رحیمی', 'rahimi'],
  ['کریمی', 'karimi'],
  ['فرهنگ‌زاده', 'farhangzadeh'],
  ['یوسفی', 'yousefi'],
  ['خسروی', 'khosravi'],
  ['جوادپور', 'javadpour'],
  ['نوروزی', 'norouzi'],
  ['شریفی', 'sharifi'],
  ['قاسمی', 'ghasemi'],
  ['رستگار', 'rastegar'],
  ['میرزایی', 'mirzaei'],
  ['تهرانی', 'tehrani'],
  ['صالحی', 'salehi'],
  ['حیدری', 'heydari'],
  ['محمدی', 'mohammadi'],
  ['باقری', 'bagheri'],
  ['ابراهیمی', 'ebrahimi'],
  ['نیک‌نژاد', 'niknejad'],
  ['پورموسی', 'pourmousa'],
  ['عباس‌زاده', 'abbaszadeh'],
  ['گل‌محمدی', 'golmohammadi'],
  ['کاشانی', 'kashani'],
  ['رضوانی', 'rezvani'],
  ['سهرابی', 'sohrabi'],
  ['دهقان', 'dehghan'],
  ['فرجی', 'faraji'],
  ['مؤمنی', 'momeni'],
  ['طاهری', 'taheri'],
  ['علی‌پور', 'alipour'],
  ['بهرامی', 'bahrami'],
  ['زارعی', 'zarei'],
  ['امینی', 'amini'],
  ['شفیعی', 'shafiei'],
  ['پناهی', 'panahi'],
  ['اکبرنیا', 'akbarnia'],
  ['لطفی', 'lotfi'],
];

export const arWomen: readonly Spelt[] = [
  ['فاطمة', 'fatima'],
  ['زينب', 'zainab'],
  ['مريم', 'mariam'],
  ['نور', 'noor'],
  ['هدى', 'huda'],
  ['رقيّة', 'ruqaya'],
];

export const arMen: readonly Spelt[] = [
  ['كريم', 'kareem'],
  ['علي', 'ali'],
  ['حيدر', 'haider'],
  ['مصطفى', 'mustafa'],
  ['عباس', 'abbas'],
  ['جاسم', 'jasim'],
  ['أحمد', 'ahmed'],
  ['حسين', 'hussein'],
];

export const arFamilies: readonly Spelt[] = [
  ['الموسوي', 'almusawi'],
  ['الزبيدي', 'alzubaidi'],
  ['العبيدي', 'alobaidi'],
  ['الحسيني', 'alhusseini'],
  ['الكعبي', 'alkaabi'],
  ['الساعدي', 'alsaedi'],
  ['الجبوري', 'aljubouri'],
  ['البصري', 'albasri'],
];

export const enWomen: readonly Spelt[] = [
  ['Anna', 'anna'],
  ['Helen', 'helen'],
  ['Grace', 'grace'],
  ['Priya', 'priya'],
  ['Laura', 'laura'],
];

export const enMen: readonly Spelt[] = [
  ['Daniel', 'daniel'],
  ['Peter', 'peter'],
  ['Samuel', 'samuel'],
  ['Arun', 'arun'],
  ['Mark', 'mark'],
];

export const enFamilies: readonly Spelt[] = [
  ['Hughes', 'hughes'],
  ['Petrosian', 'petrosian'],
  ['Nair', 'nair'],
  ['Larsen', 'larsen'],
  ['Bennett', 'bennett'],
  ['Fischer', 'fischer'],
  ['Moreau', 'moreau'],
];

export const technicians = {
  fa: ['آقای نوری', 'آقای سلیمی', 'آقای رضاپور', 'خانم شکری', 'آقای فتحی'],
  ar: ['الفنّي نوري', 'الفنّي سليمي', 'الفنّي فتحي'],
  en: ['Mr Nouri', 'Mr Salimi', 'Ms Shokri'],
} as const;
