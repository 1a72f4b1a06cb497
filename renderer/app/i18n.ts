// The one i18next instance. Numbers put into a text take the digits of its language.
import i18next, { type FormatterModule, type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Catalogue, catalogues } from '../../shared/i18n/index.ts';
import type { Language } from '../../shared/lib/language.ts';
import { formatNumber } from './format.ts';

declare module 'i18next' {
  /** Types every key of `t`: a text that does not exist does not compile. */
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Catalogue };
  }
}

const isLanguage = (value: string | undefined): value is Language =>
  value !== undefined && value in catalogues;

export const languageOrPersian = (value: string | undefined): Language => (isLanguage(value) ? value : 'fa');

export const directionOf = (language: Language): 'rtl' | 'ltr' => (language === 'en' ? 'ltr' : 'rtl');

export type Translate = TFunction<'translation', undefined>;

/** Numbers put into a text take the digits of its language; codes come in as text and stay as they are. */
const numberFormatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => () => '',
  format: (value: unknown, _format, lng) =>
    typeof value === 'number' ? formatNumber(value, languageOrPersian(lng)) : String(value ?? ''),
};

export function startI18n(language: Language): void {
  void i18next
    .use(initReactI18next)
    .use(numberFormatter)
    .init({
      lng: language,
      fallbackLng: 'fa',
      initAsync: false,
      returnNull: false,
      resources: {
        fa: { translation: catalogues.fa },
        ar: { translation: catalogues.ar },
        en: { translation: catalogues.en },
      },
      // React escapes what it renders.
      interpolation: { escapeValue: false, alwaysFormat: true },
    });
}
