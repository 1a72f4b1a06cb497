import { describe, expect, it } from 'vitest';
import { catalogues } from './index.ts';

const plural = /_(zero|one|two|few|many|other)$/;
const formsByLanguage = {
  fa: ['one', 'other'],
  en: ['one', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
} as const;

/** Every text by its dotted key. */
function flatten(tree: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) texts.set(inner, text);
  }
  return texts;
}

const placeholders = (text: string) => [...new Set(text.match(/{{\s*[^},\s]+/g) ?? [])].sort();

const master = flatten(catalogues.fa);

describe.each(['fa', 'ar', 'en'] as const)('the %s catalogue', (language) => {
  const texts = flatten(catalogues[language]);

  it('has every key of the master and no other', () => {
    const bases = (of: Map<string, string>) => [
      ...new Set([...of.keys()].map((key) => key.replace(plural, ''))),
    ];
    expect(bases(texts).sort()).toEqual(bases(master).sort());
  });

  it('has every plural form of the language', () => {
    const counted = [...texts.keys()].filter((key) => key.endsWith('_other'));
    const missing = counted.flatMap((key) =>
      formsByLanguage[language]
        .map((form) => key.replace(plural, `_${form}`))
        .filter((form) => !texts.has(form)),
    );
    expect(missing).toEqual([]);
    expect(counted.length).toBeGreaterThan(0);
  });

  it('has no empty text', () => {
    expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('fills the same placeholders as the master', () => {
    const wrong = [...texts].flatMap(([key, text]) => {
      const base = key.replace(plural, '');
      const model = master.get(key) ?? master.get(`${base}_other`) ?? '';
      const expected = placeholders(model);
      const actual = placeholders(text);
      // «دقيقتان» says the number in the word itself.
      const spoken = plural.test(key) && !key.endsWith('_other');
      const fits = spoken
        ? actual.every((name) => expected.includes(name))
        : actual.join() === expected.join();
      return fits ? [] : [{ key, expected, actual }];
    });
    expect(wrong).toEqual([]);
  });

  it('writes Persian and Arabic with their own letters', () => {
    const foreign = language === 'fa' ? /[يك]/ : language === 'ar' ? /[یکپچگژ]/ : /[\u0600-\u06ff]/;
    const allowed = new Set(['پایدار', 'فارسی', 'العربية']);
    const wrong = [...texts].filter(([, text]) => foreign.test(text) && !allowed.has(text));
    expect(wrong).toEqual([]);
  });
});
