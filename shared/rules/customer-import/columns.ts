/**
 * Which column of a customer file is what: guessed from its header in Persian, Arabic or English, and from its
 * cells where the header says nothing. A guess is only a start; a person corrects it before anything is read.
 */
import type { importTargets } from '../../contract/customer-import.ts';
import { parseDateInput } from '../jalali.ts';
import { parsePhone } from '../phone.ts';
import { searchKeys } from '../search-key.ts';
import { parseTier } from './tier.ts';

export type ImportTarget = (typeof importTargets)[number];

export interface ColumnGuess {
  readonly target: ImportTarget;
  readonly by: 'header' | 'content' | 'nothing';
  /** The earlier column that already fills the same field; this one is then left out. */
  readonly duplicateOf: number | null;
}

interface HeaderRule {
  readonly target: ImportTarget;
  /** Folded, without spaces and punctuation; found anywhere in the header. */
  readonly parts: readonly string[];
  /** The same, but only as the whole header: words too short or too common to look for inside others. */
  readonly whole?: readonly string[];
}

/** Columns that name something else than the customer, although a word of theirs looks familiar. */
const foreignParts = foldedWords(
  'نام کاربری · نام پدر · نام محصول · نام کالا · نام شعبه · نام کارشناس · نام شرکت · کد ملی · کد پستی · username · ' +
    'father · product · company name · agent · branch · postal · zip · اسم المستخدم · اسم المنتج · اسم الأب · الرمز البريدي',
);

/** The first rule that fits holds, so the narrower stand before the wider: e-mail address before address. */
const headerRules: readonly HeaderRule[] = [
  {
    target: 'email',
    parts: foldedWords('ایمیل · email · e-mail · پست الکترونیک · رایانامه · البريد · mailaddress'),
    whole: foldedWords('mail · بريد'),
  },
  {
    target: 'since',
    parts: foldedWords(
      'عضویت · ثبت نام · تاریخ ثبت · شروع همکاری · مشتری از · customer since · member since · membership · joined · ' +
        'join date · registered · registration · signup · العضوية · التسجيل · الانضمام · عميل منذ',
    ),
    whole: foldedWords('تاریخ · date · since · تاريخ · التاريخ · created'),
  },
  {
    target: 'mobile',
    parts: foldedWords(
      'موبایل · موبيل · همراه · mobile · cell phone · cellphone · جوال · محمول · خلوي · نقال',
    ),
    whole: foldedWords('cell · gsm'),
  },
  {
    target: 'landline',
    parts: foldedWords(
      'ثابت · تلفن منزل · تلفن محل کار · landline · land line · home phone · fixed · ارضي · أرضي',
    ),
  },
  {
    target: 'phone',
    parts: foldedWords(
      'تلفن · شماره تماس · phone · telephone · هاتف · تليفون · رقم التواصل · contact number',
    ),
    whole: foldedWords('تماس · tel · tel no · شماره · رقم'),
  },
  {
    target: 'totalRial',
    parts: foldedWords(
      'مجموع خرید ریال · جمع خرید ریال · کل خرید ریال · مبلغ ریال · مبلغ خرید ریال · total rial · total irr · ' +
        'total purchase rial · total purchases rial · total purchase irr · total purchases irr · amount rial · ' +
        'amount irr · المشتريات ريال · مبلغ به ریال',
    ),
  },
  {
    target: 'totalToman',
    parts: foldedWords(
      'مجموع خرید · جمع خرید · کل خرید · مبلغ · total purchase · total spent · total amount · إجمالي المشتريات · ' +
        'مجموع المشتريات · المشتريات',
    ),
    whole: foldedWords('خرید · total · amount · purchases · المبلغ'),
  },
  {
    target: 'address',
    parts: foldedWords('نشانی · آدرس · address · العنوان · عنوان السكن'),
    whole: foldedWords('street'),
  },
  {
    target: 'city',
    parts: foldedWords('شهرستان · المدينة'),
    whole: foldedWords('شهر · نام شهر · شهر محل سکونت · city · town · مدينة'),
  },
  {
    target: 'tier',
    parts: foldedWords(
      'سطح · tier · رده مشتری · گروه مشتری · نوع مشتری · customer type · المستوى · الفئة · فئة العميل',
    ),
    whole: foldedWords('level · رده · درجه · class · vip'),
  },
  {
    target: 'note',
    parts: foldedWords('یادداشت · توضیح · ملاحظات · note · comment · remark · description · ملاحظة'),
    whole: foldedWords('شرح · info'),
  },
  {
    target: 'displayName',
    parts: foldedWords(
      'نام و نام خانوادگی · نام خانوادگی · نام مشتری · نام کامل · full name · customer name · client name · ' +
        'first name · last name · surname · family name · display name · الاسم · اسم العميل · اسم الزبون',
    ),
    whole: foldedWords('نام · اسم · name · مشتری · customer · client · فامیل · عميل · العميل · زبون'),
  },
];

/** Fields that several columns may fill: more numbers, and a name or a note in parts. */
const repeatable: ReadonlySet<ImportTarget> = new Set([
  'displayName',
  'mobile',
  'landline',
  'phone',
  'email',
  'note',
  'ignore',
]);
const contactTargets: readonly ImportTarget[] = ['mobile', 'landline', 'phone', 'email'];
/** Both are the same field, in another unit. */
const totals: readonly ImportTarget[] = ['totalToman', 'totalRial'];

function foldedWords(list: string): readonly string[] {
  return list.split('·').map(headerKey);
}

/** Letters and digits only, so that «مجموع خرید (تومان)» and `total_purchase` read as one word each. */
function headerKey(header: string): string {
  return searchKeys(header).joined.replace(/[^\p{L}\p{N}]/gu, '');
}

/** One guess per header. `sampleRows` are the first rows below it, at best some twenty. */
export function guessColumns(
  headers: readonly string[],
  sampleRows: readonly (readonly string[])[],
): readonly ColumnGuess[] {
  const byHeader = headers.map(targetOfHeader);
  const named = new Set(byHeader);
  const firstColumn = new Map<ImportTarget, number>();
  return byHeader.map((fromHeader, column) => {
    const cells = sampleRows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
    const fromContent = fromHeader === null ? targetOfCells(cells) : null;
    // A header is surer than cells: what one claims, cells of a nameless column do not claim again.
    const target = fromHeader ?? (fromContent !== null && !named.has(fromContent) ? fromContent : null);
    if (target === null) return { target: 'ignore', by: 'nothing', duplicateOf: null };
    const earlier = firstColumn.get(fieldOf(target));
    if (earlier !== undefined && !repeatable.has(target)) {
      return { target: 'ignore', by: fromHeader === null ? 'content' : 'header', duplicateOf: earlier };
    }
    firstColumn.set(fieldOf(target), earlier ?? column);
    return { target, by: fromHeader === null ? 'content' : 'header', duplicateOf: null };
  });
}

const fieldOf = (target: ImportTarget): ImportTarget => (totals.includes(target) ? 'totalToman' : target);

function targetOfHeader(header: string): ImportTarget | null {
  const key = headerKey(header);
  if (key === '') return null;
  if (foreignParts.some((part) => key.includes(part))) return 'ignore';
  const rule = headerRules.find(
    ({ parts, whole }) => whole?.includes(key) || parts.some((part) => key.includes(part)),
  );
  return rule?.target ?? null;
}

function targetOfCells(cells: readonly string[]): ImportTarget | null {
  if (cells.length < 3) return null;
  const most = (fits: (cell: string) => boolean): boolean => cells.filter(fits).length >= cells.length * 0.6;
  if (most((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell))) return 'email';
  if (most((cell) => parseDateInput(cell).ok)) return 'since';
  if (most((cell) => parsePhone(cell).kind === 'mobile')) return 'mobile';
  if (most((cell) => parsePhone(cell).kind === 'landline')) return 'landline';
  if (most((cell) => parsePhone(cell).e164 !== null)) return 'phone';
  if (most((cell) => parseTier(cell) !== null)) return 'tier';
  if (most((cell) => /^\p{L}[\p{L}\p{M}\u200c.'-]*(?:\s+[\p{L}\p{M}\u200c.'-]+){1,4}$/u.test(cell))) {
    return 'displayName';
  }
  return null;
}

export interface MappingProblems {
  /** Fields that more than one column would fill. */
  readonly repeated: readonly ImportTarget[];
  /** Fields without which no row can become a customer. `phone` stands for any way to reach one. */
  readonly missing: readonly ImportTarget[];
}

/** What keeps a mapping (one target per column) from being used; both lists empty when nothing does. */
export function mappingProblems(mapping: readonly ImportTarget[]): MappingProblems {
  const fields = mapping.map(fieldOf);
  const repeated = mapping.filter(
    (target, column) => !repeatable.has(target) && fields.indexOf(fieldOf(target)) < column,
  );
  const missing: ImportTarget[] = [];
  if (!mapping.includes('displayName')) missing.push('displayName');
  if (!mapping.some((target) => contactTargets.includes(target))) missing.push('phone');
  return { repeated: [...new Set(repeated)], missing };
}
