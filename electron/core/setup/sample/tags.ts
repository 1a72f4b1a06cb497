import type { RowOf } from '../../../../shared/entities/define-entity.ts';
import type { tag } from '../../../../shared/entities/tag.ts';
import type { Language } from '../../../../shared/lib/language.ts';

export const sampleTagKeys = ['upset', 'partner', 'contract', 'new-device', 'foreign', 'loyal'] as const;
export type SampleTag = (typeof sampleTagKeys)[number];

/** The names are in the language of the office: colleagues read them. */
export const sampleTags: Readonly<
  Record<
    SampleTag,
    { readonly colour: RowOf<typeof tag>['colour']; readonly name: Readonly<Record<Language, string>> }
  >
> = {
  upset: { colour: 'red', name: { fa: 'ناراضی', ar: 'مستاء', en: 'upset' } },
  partner: { colour: 'violet', name: { fa: 'همکار', ar: 'موزّع', en: 'reseller' } },
  contract: { colour: 'blue', name: { fa: 'قرارداد سرویس', ar: 'عقد صيانة', en: 'service contract' } },
  'new-device': { colour: 'green', name: { fa: 'نصب تازه', ar: 'تركيب جديد', en: 'new installation' } },
  foreign: { colour: 'grey', name: { fa: 'فارسی نمی‌داند', ar: 'لا يتكلّم العربية', en: 'other language' } },
  loyal: { colour: 'amber', name: { fa: 'مشتری قدیمی', ar: 'عميل قديم', en: 'long-time customer' } },
};
