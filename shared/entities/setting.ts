import { z } from 'zod';
import { defineEntity, json, name } from './define-entity.ts';

/** A setting of the whole call centre. What belongs to one PC (theme, language) is not synced. */
export const setting = defineEntity({
  name: 'setting',
  merge: 'hub',
  fields: { key: name(100), value: json(z.json()) },
});
