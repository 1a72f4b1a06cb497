import type { RowOf } from '../../../../../shared/entities/define-entity.ts';
import type { organisation } from '../../../../../shared/entities/organisation.ts';
import type { roles } from '../../../../../shared/entities/user.ts';
import type { Language } from '../../../../../shared/lib/language.ts';

export interface SampleUser {
  readonly name: string;
  readonly role: (typeof roles)[number];
}

export interface SampleOffice {
  readonly organisationName: string;
  readonly workingWeek: RowOf<typeof organisation>['workingWeek'];
  readonly deviceName: string;
  readonly teams: Readonly<Record<'L1' | 'L2', string>>;
  /** The admin first. */
  readonly users: readonly [SampleUser, ...SampleUser[]];
}

export const sampleOffices: Readonly<Record<Language, SampleOffice>> = {
  fa: {
    organisationName: 'نمونه‌کالا',
    workingWeek: 'ir',
    deviceName: 'هاب دفتر',
    teams: { L1: 'پاسخ‌گویی', L2: 'فنی' },
    users: [
      { name: 'سارا مدیری', role: 'admin' },
      { name: 'نیما کاظمی', role: 'agent' },
      { name: 'لیلا صادقی', role: 'agent' },
      { name: 'رضا توانا', role: 'supervisor' },
      { name: 'حامد ستوده', role: 'level2' },
      { name: 'پریا وکیلی', role: 'viewer' },
    ],
  },
  ar: {
    organisationName: 'شركة نمونه للأجهزة',
    workingWeek: 'iq',
    deviceName: 'مركز المكتب',
    teams: { L1: 'خدمة العملاء', L2: 'الدعم الفنّي' },
    users: [
      { name: 'سارة الهاشمي', role: 'admin' },
      { name: 'نور العلوي', role: 'agent' },
      { name: 'ليث الصائغ', role: 'agent' },
      { name: 'رضا الحكيم', role: 'supervisor' },
      { name: 'حامد النجّار', role: 'level2' },
      { name: 'هدى الوكيل', role: 'viewer' },
    ],
  },
  en: {
    organisationName: 'Nemouneh Goods',
    workingWeek: 'ir',
    deviceName: 'Office hub',
    teams: { L1: 'Front desk', L2: 'Technical' },
    users: [
      { name: 'Sara Modiri', role: 'admin' },
      { name: 'Nima Kazemi', role: 'agent' },
      { name: 'Leila Sadeghi', role: 'agent' },
      { name: 'Reza Tavana', role: 'supervisor' },
      { name: 'Hamed Sotoudeh', role: 'level2' },
      { name: 'Paria Vakili', role: 'viewer' },
    ],
  },
};
