import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../lib/language.ts';
import { formatMoney, type MoneyUnit, parseAmount } from './money.ts';

const tomanOf10 = { unit: 'toman', rialPerToman: 10 } as const;

describe('parseAmount', () => {
  it.each<[string, MoneyUnit, number]>([
    ['500000', 'toman', 5_000_000],
    ['۵۰۰٬۰۰۰ تومان', 'toman', 5_000_000],
    ['٢٬٤٣٠٬٠٠٠', 'rial', 2_430_000],
    ['2,430,000', 'rial', 2_430_000],
    ['۲،۴۳۰،۰۰۰', 'rial', 2_430_000],
    ['2.430.000', 'rial', 2_430_000],
    ['2 430 000', 'rial', 2_430_000],
    ['1.500', 'toman', 15_000],
    ['12.5', 'toman', 125],
    ['0.500', 'toman', 5],
    ['1,234.500', 'toman', 12_345],
    ['۱۲۳٫۴', 'toman', 1234],
    ['0', 'toman', 0],
    ['5000 ریال', 'toman', 5000],
    ['5000تومان', 'rial', 50_000],
    ['\u200e5000 Rials', 'toman', 5000],
    ['9007199254740991', 'rial', Number.MAX_SAFE_INTEGER],
  ])('F-73: «%s» in %s is %i Rial', (text, unit, rial) => {
    expect(parseAmount(text, unit)).toEqual({ ok: true, value: rial });
  });

  it.each<[string, MoneyUnit, string]>([
    ['', 'toman', 'amount-unreadable'],
    ['رایگان', 'toman', 'amount-unreadable'],
    ['12,34', 'toman', 'amount-unreadable'],
    ['1,234,56', 'toman', 'amount-unreadable'],
    ['1.234,567', 'toman', 'amount-unreadable'],
    ['=1+1', 'toman', 'amount-unreadable'],
    ['-5000', 'toman', 'amount-negative'],
    ['۵۰۰۰−', 'toman', 'amount-negative'],
    ['(5,000)', 'toman', 'amount-negative'],
    ['12.55', 'toman', 'amount-not-whole-rial'],
    ['12.5', 'rial', 'amount-not-whole-rial'],
    ['900719925474100', 'toman', 'amount-too-large'],
    ['9007199254740992', 'rial', 'amount-too-large'],
  ])('F-73: refuses «%s» in %s: %s', (text, unit, type) => {
    expect(parseAmount(text, unit)).toEqual({ ok: false, error: { type } });
  });

  it('the ratio is a setting', () => {
    expect(parseAmount('5', 'toman', 10_000)).toEqual({ ok: true, value: 50_000 });
  });
});

describe('formatMoney', () => {
  it('F-73: names the unit, groups thousands and rounds nothing', () => {
    expect(formatMoney(5_000_000, 'fa', tomanOf10)).toBe('۵۰۰٬۰۰۰ تومان');
    expect(formatMoney(5_000_000, 'fa', { unit: 'rial', rialPerToman: 10 })).toBe('۵٬۰۰۰٬۰۰۰ ریال');
    expect(formatMoney(1_234_567, 'fa', tomanOf10)).toBe('۱۲۳٬۴۵۶٫۷ تومان');
    expect(formatMoney(1_234_567, 'ar', tomanOf10)).toBe('١٢٣٬٤٥٦٫٧ تومان');
    expect(formatMoney(1_234_567, 'en', tomanOf10)).toBe('123,456.7 Toman');
    expect(formatMoney(50_000, 'en', { unit: 'toman', rialPerToman: 10_000 })).toBe('5 Toman');
    expect(formatMoney(0, 'fa', tomanOf10)).toBe('۰ تومان');
    expect(formatMoney(-10_000, 'en', tomanOf10)).toBe('−1,000 Toman');
    expect(formatMoney(10, 'en', { unit: 'toman', rialPerToman: 3 })).toBe('10 Rial');
    expect(formatMoney(1001, 'en', { unit: 'toman', rialPerToman: 1000 })).toBe('1.0010 Toman');
  });

  it('F-73: what is shown reads back to the Rial, in every language and unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom<Language>('fa', 'ar', 'en'),
        fc.constantFrom<MoneyUnit>('toman', 'rial'),
        fc.constantFrom(1, 10, 1000, 10_000),
        (rial, lang, unit, rialPerToman) => {
          const shown = formatMoney(rial, lang, { unit, rialPerToman });
          expect(parseAmount(shown, 'toman', rialPerToman)).toEqual({ ok: true, value: rial });
        },
      ),
    );
  });
});
