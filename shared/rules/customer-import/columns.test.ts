import { describe, expect, it } from 'vitest';
import { guessColumns, type ImportTarget, mappingProblems } from './columns.ts';

const targetsOf = (
  headers: readonly string[],
  rows: readonly (readonly string[])[] = [],
): readonly ImportTarget[] => guessColumns(headers, rows).map(({ target }) => target);

describe('guessColumns', () => {
  it.each<[string, ImportTarget]>([
    ['نام و نام‌خانوادگی', 'displayName'],
    ['نام', 'displayName'],
    ['Full Name', 'displayName'],
    ['اسم العميل', 'displayName'],
    ['الاسم', 'displayName'],
    ['موبايل', 'mobile'],
    ['تلفن همراه', 'mobile'],
    ['Mobile No.', 'mobile'],
    ['رقم الجوال', 'mobile'],
    ['تلفن ثابت', 'landline'],
    ['Home phone', 'landline'],
    ['الهاتف الأرضي', 'landline'],
    ['شماره تماس', 'phone'],
    ['تلفن', 'phone'],
    ['TEL', 'phone'],
    ['هاتف', 'phone'],
    ['شهر', 'city'],
    ['City', 'city'],
    ['المدينة', 'city'],
    ['آدرس', 'address'],
    ['نشاني', 'address'],
    ['العنوان', 'address'],
    ['آدرس ایمیل', 'email'],
    ['E-Mail', 'email'],
    ['البريد الإلكتروني', 'email'],
    ['تاریخ عضویت', 'since'],
    ['تاریخ ثبت‌نام', 'since'],
    ['Customer since', 'since'],
    ['تاريخ التسجيل', 'since'],
    ['مجموع خرید (تومان)', 'totalToman'],
    ['مجموع خرید', 'totalToman'],
    ['مجموع خرید (ریال)', 'totalRial'],
    ['مبلغ (ريال)', 'totalRial'],
    ['Total purchase (IRR)', 'totalRial'],
    ['إجمالي المشتريات', 'totalToman'],
    ['سطح', 'tier'],
    ['Tier', 'tier'],
    ['المستوى', 'tier'],
    ['یادداشت‌ها', 'note'],
    ['توضیحات', 'note'],
    ['Comments', 'note'],
    ['ملاحظات', 'note'],
    ['نام کاربری', 'ignore'],
    ['کد ملی', 'ignore'],
    ['Postal address code', 'ignore'],
    ['ردیف', 'ignore'],
    ['', 'ignore'],
  ])('F-21: «%s» becomes %s', (header, target) => {
    expect(targetsOf([header])).toEqual([target]);
  });

  it('a field is filled by one column only, and the later one names the earlier', () => {
    const guesses = guessColumns(['شهر', 'City', 'مجموع خرید (تومان)', 'مجموع خرید (ریال)'], []);
    expect(guesses.map(({ target, duplicateOf }) => [target, duplicateOf])).toEqual([
      ['city', null],
      ['ignore', 0],
      ['totalToman', null],
      ['ignore', 2],
    ]);
  });

  it('numbers, notes and the parts of a name may stand in several columns', () => {
    expect(targetsOf(['نام', 'نام خانوادگی', 'موبایل ۱', 'موبایل ۲', 'یادداشت', 'توضیحات'])).toEqual([
      'displayName',
      'displayName',
      'mobile',
      'mobile',
      'note',
      'note',
    ]);
  });

  it('columns whose header says nothing are guessed from their cells', () => {
    const headers = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const rows = [
      ['علی کریمی', '۰۹۱۲۳۴۵۶۷۸۹', '02188776655', 'a@example.ir', '1401/02/03', 'VIP', '17'],
      ['سارا رحیمی', '09351112233', '', 'b@example.ir', '۱۴۰۲/۱/۱', '', '18'],
      ['رضا میر‌احمدی', '', '021-88776644', '', '1399/12/30', 'عادی', '19'],
      ['نرگس صالحی', '9123456780', '26 3456 7890', 'd@example.ir', '1400/5/6', 'ویژه', 'x'],
    ];
    expect(targetsOf(headers, rows)).toEqual([
      'displayName',
      'mobile',
      'landline',
      'email',
      'since',
      'tier',
      'ignore',
    ]);
    expect(guessColumns(headers, rows)[0]?.by).toBe('content');
    expect(targetsOf(headers, rows.slice(0, 2))).toEqual(headers.map(() => 'ignore'));
  });

  it('a header is surer than cells', () => {
    const rows = [
      ['09123456789', 'علی کریمی'],
      ['09123456788', 'رضا کریمی'],
      ['09123456787', 'سارا کریمی'],
    ];
    expect(targetsOf(['یادداشت', 'معرف'], rows)).toEqual(['note', 'displayName']);
    expect(targetsOf(['نام', 'معرف'], rows)).toEqual(['displayName', 'ignore']);
  });
});

describe('mappingProblems', () => {
  it('names fields that are filled twice and fields that are missing', () => {
    expect(mappingProblems(['displayName', 'mobile', 'mobile', 'ignore', 'ignore'])).toEqual({
      repeated: [],
      missing: [],
    });
    expect(mappingProblems(['city', 'city', 'city'])).toEqual({
      repeated: ['city'],
      missing: ['displayName', 'phone'],
    });
    expect(mappingProblems(['displayName', 'email', 'totalRial', 'totalToman']).repeated).toEqual([
      'totalToman',
    ]);
  });
});
