import type { Language } from '../../../../../shared/lib/language.ts';
import { arStories } from './ar-stories.ts';
import { enStories } from './en-stories.ts';
import { faDevice } from './fa-device.ts';
import { faFeelings } from './fa-feelings.ts';
import { faMoney } from './fa-money.ts';
import { faParts } from './fa-parts.ts';
import { faVisit } from './fa-visit.ts';
import type { Story } from './story.ts';

export const storiesByLanguage: Readonly<Record<Language, readonly Story[]>> = {
  fa: [...faDevice, ...faVisit, ...faMoney, ...faParts, ...faFeelings],
  ar: arStories,
  en: enStories,
};

/** The stories that can happen to such a customer. */
export const storiesFor = (language: Language, kind: 'person' | 'company'): readonly Story[] =>
  storiesByLanguage[language].filter(({ about }) => about === 'anyone' || about === kind);

/** Fills the slots of a text. @throws when the text names a slot that has no value. */
export const fillSlots = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined) throw new Error(`no value for the slot ${slot}`);
    return value;
  });
