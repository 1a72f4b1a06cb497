import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import type { Language } from '../lib/language.ts';
import { localizeDigits } from './digits.ts';
import { formatPhone, parsePhone, phoneSearchDigits } from './phone.ts';

const languages: readonly Language[] = ['fa', 'ar', 'en'];
const national = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([first, rest]) => `${first}${String(rest).padStart(9, '0')}`);

describe('parsePhone', () => {
  it.each(vectors.phones)('F-14: %s', (raw, expected) => {
    expect(parsePhone(raw, { defaultArea: '21', country: '98' })).toEqual({ e164: null, ...expected });
    expect(parsePhone(raw)).toEqual({ e164: null, ...expected });
  });

  it('S4: a local form belongs to the country of the customer', () => {
    expect(parsePhone('07701234567', { country: '964' })).toEqual({
      kind: 'foreign',
      e164: '+9647701234567',
      ext: null,
    });
    expect(parsePhone('9647701234567', { country: '964' }).e164).toBe('+9647701234567');
    expect(parsePhone('010 1234 5678', { country: '20' }).e164).toBe('+201012345678');
    expect(parsePhone('+98 912 345 6789', { country: '964' }).kind).toBe('mobile');
    expect(parsePhone('00989123456789', { country: '964' }).e164).toBe('+989123456789');
    expect(parsePhone('989123456789', { country: '964' }).e164).toBe('+989123456789');
    expect(parsePhone('104', { country: '964' })).toEqual({
      kind: 'short',
      e164: null,
      short: '104',
      ext: null,
    });
    expect(parsePhone('12', { country: '964' }).kind).toBe('unparsed');
  });

  it('S4: with the country unknown, a form that is a mobile next door is flagged, and only that', () => {
    expect(parsePhone('07701234567', { country: null })).toEqual({
      kind: 'landline',
      e164: '+987701234567',
      ext: null,
      ambiguous: true,
    });
    expect(parsePhone('01012345678', { country: null }).ambiguous).toBe(true);
    expect(parsePhone('02188776655', { country: null }).ambiguous).toBeUndefined();
    expect(parsePhone('+987701234567', { country: null }).ambiguous).toBeUndefined();
    expect(parsePhone('07701234567', { country: '98' }).ambiguous).toBeUndefined();
  });

  it('an extension is split off in several spellings, and a lone one is no number', () => {
    for (const raw of ['02188776655 ext. 12', '021-88776655x12', '02188776655#12', '۰۲۱۸۸۷۷۶۶۵۵ داخلي: ۱۲']) {
      expect(parsePhone(raw)).toEqual({ kind: 'landline', e164: '+982188776655', ext: '12' });
    }
    expect(parsePhone('داخلی 12').kind).toBe('unparsed');
  });

  it('the default area is a setting', () => {
    expect(parsePhone('37654321', { defaultArea: '31' })).toEqual({
      kind: 'landline',
      e164: '+983137654321',
      ext: null,
      assumedArea: true,
    });
  });

  it('what is no number is unparsed, never refused', () => {
    expect(parsePhone('---')).toEqual({ kind: 'unparsed', e164: null, digits: '', ext: null });
    expect(parsePhone('پلاک 150').kind).toBe('unparsed');
    expect(parsePhone('9.12346E+09').kind).toBe('unparsed');
    expect(parsePhone('+0').kind).toBe('unparsed');
    expect(parsePhone('+44').kind).toBe('unparsed');
    expect(parsePhone('0123').kind).toBe('unparsed');
    expect(parsePhone('09123456789 (همسر)').e164).toBe('+989123456789');
  });

  it('every way of writing an Iranian number gives the same E.164, in every script', () => {
    fc.assert(
      fc.property(national, fc.constantFrom(...languages), (digits, lang) => {
        const forms = [
          `0${digits}`,
          `+98${digits}`,
          `0098${digits}`,
          `98${digits}`,
          digits,
          `+98 0${digits}`,
        ];
        forms.push(`(+98) ${digits.slice(0, 3)}-${digits.slice(3)}`, formatPhone(`+98${digits}`, lang));
        for (const form of forms) {
          expect(parsePhone(localizeDigits(form, lang)).e164).toBe(`+98${digits}`);
        }
      }),
    );
  });

  it('reading is total and its E.164 is always well formed', () => {
    const phoneLike = fc.string({
      unit: fc.constantFrom(...'0123456789۰۹٠+ ()-/x#داخلی\u200e'),
      maxLength: 24,
    });
    fc.assert(
      fc.property(
        fc.oneof(phoneLike, fc.string()),
        fc.constantFrom('98', '964', '20', null),
        (raw, country) => {
          const phone = parsePhone(raw, { country });
          if (phone.e164 !== null) {
            expect(phone.e164).toMatch(/^\+[1-9]\d{6,14}$/);
            expect(parsePhone(phone.e164, { country }).e164).toBe(phone.e164);
          } else {
            expect(['short', 'unparsed']).toContain(phone.kind);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('formatPhone', () => {
  it('groups the way numbers are read out, in the digits of the language', () => {
    expect(formatPhone('+989123456789', 'fa')).toBe('۰۹۱۲ ۳۴۵ ۶۷۸۹');
    expect(formatPhone('+982188776655', 'en')).toBe('021 8877 6655');
    expect(formatPhone('+9647701234567', 'en')).toBe('+964 770 123 4567');
    expect(formatPhone('+9647701234567', 'ar')).toBe('+٩٦٤ ٧٧٠ ١٢٣ ٤٥٦٧');
    expect(formatPhone(' 1500 ', 'fa')).toBe('۱۵۰۰');
    expect(formatPhone('+1', 'en')).toBe('+1');
  });
});

describe('phoneSearchDigits', () => {
  it.each([
    ['0912', '912'],
    ['۰۹۱۲ ۳۴۵', '912345'],
    ['+98 912', '912'],
    ['0098912', '912'],
    ['989123456789', '9123456789'],
    ['(+98) 912-345', '912345'],
    ['98912', '98912'],
    ['6789', '6789'],
    ['٠٢١٨٨', '2188'],
    ['+964770', '964770'],
    ['02188776655 داخلی 12', '2188776655'],
    ['021', null],
    ['+98', null],
    ['', null],
    ['علی', null],
    ['علی 0912', null],
  ])('F-14: «%s» looks for %s', (query, digits) => {
    expect(phoneSearchDigits(query)).toBe(digits);
  });

  it('what it looks for is found in the number, however much of it was typed', () => {
    const prefixes = ['0', '+98', '0098', '98', ''];
    fc.assert(
      fc.property(
        national,
        fc.constantFrom(...prefixes),
        fc.integer({ min: 1, max: 14 }),
        (digits, prefix, n) => {
          const typed = `${prefix}${digits}`.slice(0, n);
          const searched = phoneSearchDigits(typed);
          if (searched !== null) expect(`98${digits}`).toContain(searched);
          else expect(typed.length).toBeLessThan(7);
        },
      ),
    );
  });
});
