import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/fixtures/vectors.ts';
import { foldForSearch, matchesSearch, searchKeys } from './search-key.ts';

const letters = fc.constantFrom(
  ...'يىئیكکةۀہھهأإآٱاؤوءلعم۱٢3 aBÇéİΣς-',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u00a0',
  '\u0640',
  '\u064b',
  '\u0653',
  '\u0654',
  '\u0670',
  '\u0301',
);
const persianLikeText = fc.string({ unit: letters, maxLength: 20 });
const anyText = fc.oneof(persianLikeText, fc.string({ unit: 'binary' }));

describe('search keys', () => {
  it.each(vectors.fold)('F-20: «%s» and «%s» are the same: %s', (query, text, same) => {
    expect(matchesSearch(query, text)).toBe(same);
    expect(matchesSearch(text, query)).toBe(same);
  });

  it('F-20: «علی» is a prefix of «علیرضا», with Arabic letters too', () => {
    expect(searchKeys('علي‌رضا').joined.startsWith(searchKeys('علی').joined)).toBe(true);
  });

  it('keeps words apart in one key and together in the other', () => {
    expect(searchKeys('  خانه‌ی   ما ')).toEqual({ spaced: 'خانه ی ما', joined: 'خانهیما' });
    expect(searchKeys('رحيمي\u200f')).toEqual({ spaced: 'رحیمی', joined: 'رحیمی' });
    expect(searchKeys('Ali CO.')).toEqual({ spaced: 'ali co.', joined: 'alico.' });
  });

  it('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = foldForSearch(text);
        expect(foldForSearch(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('a text always matches itself, and a match goes both ways', () => {
    fc.assert(
      fc.property(persianLikeText, persianLikeText, (a, b) => {
        expect(matchesSearch(a, a)).toBe(true);
        expect(matchesSearch(a, b)).toBe(matchesSearch(b, a));
      }),
    );
  });

  it('no key holds a letter variant, a harakat or an invisible mark', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldForSearch(text)).not.toMatch(
          /[يىئكةۀہھأإآٱؤ\u064b-\u065f\u0670\u0640\u200c-\u200f۰-۹٠-٩]/,
        );
      }),
    );
  });
});
