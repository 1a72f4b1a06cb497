import { catalogues } from '../../../shared/i18n/index.ts';
import type { Language } from '../../../shared/lib/language.ts';
import type { RejectsTexts } from './rejects.ts';

/** What a rejects file says, in one language. */
export const rejectsTexts = (language: Language): RejectsTexts => {
  const texts = catalogues[language].import;
  const textByCode = new Map<string, string>(Object.entries(texts.reasons));
  return {
    reasonHeader: texts.rejectsReason,
    allReasonHeaders: Object.values(catalogues).map((catalogue) => catalogue.import.rejectsReason),
    describe: ({ code, column }) => {
      const text = textByCode.get(code) ?? code;
      return column === null || column === '' ? text : `${column}: ${text}`;
    },
  };
};
