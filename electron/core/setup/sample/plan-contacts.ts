import type { Language } from '../../../../shared/lib/language.ts';
import { localizeDigits } from '../../../../shared/rules/digits.ts';
import type { City } from './people/places.ts';
import type { SampleContact } from './sample-customer.ts';
import type { Seeded } from './seeded.ts';

type Label =
  | 'mobile'
  | 'home'
  | 'work'
  | 'spouse'
  | 'switchboard'
  | 'accounting'
  | 'guard'
  | 'email'
  | 'messenger';

const labels: Readonly<Record<Language, Readonly<Record<Label, string>>>> = {
  fa: {
    mobile: 'همراه',
    home: 'خانه',
    work: 'محل کار',
    spouse: 'همراه همسر',
    switchboard: 'تلفن‌خانه',
    accounting: 'حسابداری',
    guard: 'نگهبانی',
    email: 'ایمیل',
    messenger: 'پیام‌رسان',
  },
  ar: {
    mobile: 'محمول',
    home: 'البيت',
    work: 'العمل',
    spouse: 'محمول الزوج',
    switchboard: 'البدالة',
    accounting: 'الحسابات',
    guard: 'الحراسة',
    email: 'البريد',
    messenger: 'تطبيق المراسلة',
  },
  en: {
    mobile: 'Mobile',
    home: 'Home',
    work: 'Work',
    spouse: 'Spouse',
    switchboard: 'Switchboard',
    accounting: 'Accounting',
    guard: 'Reception',
    email: 'Email',
    messenger: 'Messenger',
  },
};

const iranianPrefixes = [
  '912',
  '912',
  '919',
  '910',
  '935',
  '936',
  '901',
  '902',
  '990',
  '913',
  '915',
  '917',
  '914',
  '911',
] as const;

/** People type the same number in many ways; all of them are kept as typed. */
const typedMobile = (seeded: Seeded, prefix: string, rest: string): string => {
  const [middle, last] = [rest.slice(0, 3), rest.slice(3)];
  return seeded.pick([
    `0${prefix}${rest}`,
    `0${prefix}${rest}`,
    `0${prefix} ${middle} ${last}`,
    localizeDigits(`0${prefix} ${middle} ${last}`, 'fa'),
    localizeDigits(`0${prefix}${rest}`, 'fa'),
    `+98 ${prefix} ${middle} ${last}`,
    `0098${prefix}${rest}`,
  ]);
};

export interface ContactsOf {
  readonly kind: 'person' | 'company';
  readonly language: Language;
  /** Labels are written by colleagues. */
  readonly officeLanguage: Language;
  readonly city: City;
  /** For addresses: `maryam.rahimi`, or a company's domain name. */
  readonly latin: string;
  readonly isIraqi: boolean;
  /** False where the office reads local numbers as those of another country. */
  readonly localForm: boolean;
}

export const planContacts = (seeded: Seeded, of: ContactsOf): readonly SampleContact[] => {
  const label = labels[of.officeLanguage];
  const mobile = (name: Label): SampleContact => {
    const prefix = seeded.pick(iranianPrefixes);
    const rest = seeded.digits(7);
    const iranian = of.localForm ? typedMobile(seeded, prefix, rest) : `+98${prefix}${rest}`;
    const raw = of.isIraqi ? `+964${seeded.pick(['770', '771', '780', '750'])}${rest}` : iranian;
    return { raw, type: 'mobile', label: label[name], worksWithoutInternet: true };
  };
  const landline = (name: Label, extension = ''): SampleContact => {
    const rest = `${seeded.integer(2, 8)}${seeded.digits(7)}`;
    const iranian = of.localForm ? `0${of.city.areaCode}${rest}` : `+98${of.city.areaCode}${rest}`;
    const raw = of.isIraqi ? `+964${of.city.areaCode}${rest.slice(0, 7)}` : iranian;
    return { raw: `${raw}${extension}`, type: 'landline', label: label[name], worksWithoutInternet: true };
  };
  const contacts: SampleContact[] = [];
  if (of.kind === 'company') {
    contacts.push(
      landline('switchboard', seeded.chance(0.4) && !of.isIraqi ? ` داخلی ${seeded.integer(11, 480)}` : ''),
    );
    contacts.push(mobile('mobile'));
    if (seeded.chance(0.4)) contacts.push(landline(seeded.pick(['accounting', 'guard'])));
    contacts.push({
      raw: `info@${of.latin}.example`,
      type: 'email',
      label: label.email,
      worksWithoutInternet: false,
    });
    return contacts;
  }
  contacts.push(mobile('mobile'));
  if (seeded.chance(0.45)) contacts.push(landline(seeded.chance(0.7) ? 'home' : 'work'));
  if (seeded.chance(0.18)) contacts.push(mobile('spouse'));
  if (seeded.chance(0.3)) {
    contacts.push({
      raw: `${of.latin}@example.com`,
      type: 'email',
      label: label.email,
      worksWithoutInternet: false,
    });
  }
  if (seeded.chance(0.1)) {
    contacts.push({
      raw: `@${of.latin.replace('.', '_')}`,
      type: 'messenger',
      label: label.messenger,
      worksWithoutInternet: false,
    });
  }
  return contacts;
};
