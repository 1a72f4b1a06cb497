import { z } from 'zod';
import { languages } from '../lib/language.ts';
import { done, procedure } from './base.ts';

/** What belongs to this PC alone. Never synced. */
export const preferences = z.object({
  language: z.enum(languages),
  theme: z.enum(['auto', 'light', 'dark']),
});

export const preference = {
  get: procedure.route({ method: 'GET', path: '/preferences' }).output(preferences),
  set: procedure.route({ method: 'PATCH', path: '/preferences' }).input(preferences.partial()).output(done),
};
