/**
 * Search keys: what a text is compared by, never what is shown. The text itself stays exactly as typed;
 * keys are rebuilt whenever these rules change (F-20).
 */
import { toAsciiDigits } from './digits.ts';

export interface SearchKeys {
  /** Words separated by single spaces; a zero-width non-joiner counts as a space. */
  readonly spaced: string;
  /** The same without any space, so that «می‌شود», «می شود» and «میشود» meet. */
  readonly joined: string;
}

/** Arabic harakat and combining hamza/madda, the superscript alef, and the tatweel. */
const harakat = /[\u064b-\u065f\u0670\u0640]/g;
/** Direction marks, joiner, soft hyphen and byte order mark: invisible and without meaning for a search. */
const invisibleMarks = /[\u200d\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u00ad\ufeff]/g;
/** Spaces of any kind, the zero-width non-joiner and the zero-width space. */
const wordBreaks = /[\s\u200c\u200b]+/g;

const letterFolds: readonly (readonly [RegExp, string])[] = [
  [/[يىئ]/g, 'ی'],
  [/ك/g, 'ک'],
  [/[ةۀہھ]/g, 'ه'],
  [/[أإآٱ]/g, 'ا'],
  [/ؤ/g, 'و'],
];

/**
 * Folds a text for comparison. The order is that of the domain model: NFC, ASCII digits, harakat and tatweel
 * away, letter variants to one form, invisible marks away, word breaks to single spaces; Latin letters to
 * lower case. Folding twice changes nothing more.
 */
export function foldForSearch(text: string): string {
  let folded = toAsciiDigits(text.normalize('NFC')).replace(harakat, '');
  for (const [variants, letter] of letterFolds) folded = folded.replace(variants, letter);
  // Dropping marks can bring a base letter and its accent together, hence NFC once more at the end.
  return folded.replace(invisibleMarks, '').replace(wordBreaks, ' ').trim().toLowerCase().normalize('NFC');
}

/** Both keys of a text. A query finds a text when it finds either key. */
export function searchKeys(text: string): SearchKeys {
  const spaced = foldForSearch(text);
  return { spaced, joined: spaced.replaceAll(' ', '') };
}

/** Whether two texts are the same to a person searching: equal in either key. A part is not the whole. */
export function matchesSearch(query: string, text: string): boolean {
  const wanted = searchKeys(query);
  const found = searchKeys(text);
  return wanted.spaced === found.spaced || wanted.joined === found.joined;
}
