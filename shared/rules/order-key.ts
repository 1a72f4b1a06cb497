/** The order of names in a list, so that a database can sort them as text, by code point. */
import { foldForSearch } from './search-key.ts';

/** The Persian alphabet; Arabic's is the same without پ چ ژ گ. Unicode has those four, ک and ی elsewhere. */
const alphabet = 'ءابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی';

const firstPlace = 0x0621;
const placeByLetter: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(alphabet, (letter, place) => [letter, String.fromCharCode(firstPlace + place)]),
);
const letters = new RegExp(`[${alphabet}]`, 'g');

/** The platform's Persian and Arabic collations put Latin names behind those of their own script. */
const behindArabicScript = 0x0700;

/**
 * A text whose code points compare as the names do: word by word, spelling variants alike (as in search), پ
 * between ب and ت. Digits come before, Latin letters behind. Not for reading.
 */
export function orderKey(name: string): string {
  return foldForSearch(name)
    .replace(letters, (letter) => placeByLetter[letter] ?? letter)
    .replace(/[a-z]/g, (letter) => String.fromCharCode(behindArabicScript + letter.charCodeAt(0)));
}
