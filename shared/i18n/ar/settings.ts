import type { settings as master } from '../fa/settings.ts';
import type { Arabic } from '../translation.ts';

export const settings: Arabic<typeof master> = {
  title: 'الإعدادات',
};
