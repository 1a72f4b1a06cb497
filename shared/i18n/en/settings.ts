import type { settings as master } from '../fa/settings.ts';
import type { English } from '../translation.ts';

export const settings: English<typeof master> = {
  title: 'Settings',
};
