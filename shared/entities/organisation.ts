import { languages } from '../lib/language.ts';
import { defineEntity, integer, name, oneOf, text } from './define-entity.ts';

export const workingWeeks = ['ir', 'ir_thu', 'iq', 'eg', 'sa', 'ae'] as const;

/** The call centre itself: one row, made by the hub when it is created. */
export const organisation = defineEntity({
  name: 'organisation',
  merge: 'hub',
  fields: {
    name: name(),
    workingWeek: oneOf(workingWeeks),
    language: oneOf(languages),
    timeZoneOffsetMin: integer(-14 * 60, 14 * 60),
    defaultAreaCode: text(4),
    countryCode: text(4),
    rialPerToman: integer(1, 1_000_000),
  },
});
