import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import type { Language } from '../lib/language.ts';
import { localizeDigits } from './digits.ts';
import { formatTicketNumber, parseTicketNumber } from './ticket-number.ts';

const deviceCodes = fc.integer({ min: 100, max: 999 });
const counters = fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 100_000, max: 9_999_999 }));
const languages: readonly Language[] = ['fa', 'ar', 'en'];

function replaceAt(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index + 1);
}

describe('ticket numbers', () => {
  it.each(vectors.ticket)('F-08: %s is written and read', (number) => {
    const [deviceCode, counter] = number.split('-').map(Number);
    expect(formatTicketNumber(deviceCode ?? 0, counter ?? 0)).toBe(number);
    expect(parseTicketNumber(number)).toEqual({ ok: true, value: { deviceCode, counter, number } });
  });

  it('F-08: any digits, with dashes, spaces or nothing between the parts', () => {
    const expected = { ok: true, value: { deviceCode: 102, counter: 42, number: '102-00042-4' } };
    for (const typed of [
      '۱۰۲-۰۰۰۴۲-۴',
      '١٠٢ ٠٠٠٤٢ ٤',
      '102000424',
      ' #102–00042–4\u200f',
      '102 - 00042 - 4',
    ]) {
      expect(parseTicketNumber(typed)).toEqual(expected);
    }
  });

  it('F-08: a wrong digit is refused as such, anything else as unreadable', () => {
    expect(parseTicketNumber('102-00042-5')).toEqual({
      ok: false,
      error: { type: 'ticket-number-check-digit' },
    });
    for (const typed of [
      '',
      '42',
      '102-42-4',
      '002-00042-4',
      '102-00000-4',
      '102-00042-4-4',
      '09123456789x',
    ]) {
      expect(parseTicketNumber(typed)).toEqual({ ok: false, error: { type: 'ticket-number-unreadable' } });
    }
  });

  it('a device code or counter out of range is a bug and throws', () => {
    expect(() => formatTicketNumber(99, 1)).toThrow(RangeError);
    expect(() => formatTicketNumber(1000, 1)).toThrow(RangeError);
    expect(() => formatTicketNumber(102, 0)).toThrow(RangeError);
    expect(() => formatTicketNumber(102, 1.5)).toThrow(RangeError);
  });

  it('every number reads back as written, in every script', () => {
    fc.assert(
      fc.property(deviceCodes, counters, fc.constantFrom(...languages), (deviceCode, counter, lang) => {
        const number = formatTicketNumber(deviceCode, counter);
        expect(parseTicketNumber(localizeDigits(number, lang))).toEqual({
          ok: true,
          value: { deviceCode, counter, number },
        });
      }),
    );
  });

  it('F-08: every single-digit error and every adjacent transposition of a number is caught', () => {
    fc.assert(
      fc.property(deviceCodes, counters, (deviceCode, counter) => {
        const digits = formatTicketNumber(deviceCode, counter).replaceAll('-', '');
        for (let i = 0; i < digits.length; i++) {
          for (const digit of '0123456789') {
            if (digit === digits[i]) continue;
            expect(parseTicketNumber(replaceAt(digits, i, digit)).ok).toBe(false);
          }
          const next = digits[i + 1];
          if (next === undefined || next === digits[i]) continue;
          const swapped = replaceAt(replaceAt(digits, i, next), i + 1, digits[i] ?? '');
          expect(parseTicketNumber(swapped).ok).toBe(false);
        }
      }),
    );
  });
});
