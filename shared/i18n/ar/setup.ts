import type { setup as master } from '../fa/setup.ts';
import type { Arabic } from '../translation.ts';

export const setup: Arabic<typeof master> = {
  title: 'الإعداد',
};
