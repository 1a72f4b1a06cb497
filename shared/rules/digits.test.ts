import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../lib/language.ts';
import { localizeDigits, toAsciiDigits } from './digits.ts';

const languages: readonly Language[] = ['fa', 'ar', 'en'];

describe('digits', () => {
  it('F-74: Persian, Arabic and ASCII digits all read as ASCII', () => {
    expect(toAsciiDigits('۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789')).toBe('0123456789 0123456789 0123456789');
  });

  it('F-74: digits are shown in the script of the language', () => {
    expect(localizeDigits('102-00042-4', 'fa')).toBe('۱۰۲-۰۰۰۴۲-۴');
    expect(localizeDigits('۱۲۳', 'ar')).toBe('١٢٣');
    expect(localizeDigits('١٢٣ تا ۴۵', 'en')).toBe('123 تا 45');
  });

  it('showing and reading back loses nothing, whatever the language', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...languages), (text, lang) => {
        const ascii = toAsciiDigits(text);
        expect(toAsciiDigits(localizeDigits(ascii, lang))).toBe(ascii);
        expect(toAsciiDigits(ascii)).toBe(ascii);
      }),
    );
  });
});
