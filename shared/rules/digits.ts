/**
 * Digits of the three scripts. People type any of them everywhere; the program stores and compares ASCII
 * and shows the digits of the chosen language (F-74).
 */
import type { Language } from '../lib/language.ts';

const firstDigitByLanguage: Readonly<Record<Language, number>> = { fa: 0x06f0, ar: 0x0660, en: 0x30 };

/** Persian (۰-۹) and Arabic (٠-٩) digits become 0-9; every other character stays. */
export function toAsciiDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** Digits of any of the three scripts become those of `lang`; every other character stays. */
export function localizeDigits(text: string, lang: Language): string {
  const first = firstDigitByLanguage[lang];
  return toAsciiDigits(text).replace(/[0-9]/g, (digit) => String.fromCharCode(first + Number(digit)));
}
