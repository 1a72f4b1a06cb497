import type { setup as master } from '../fa/setup.ts';
import type { English } from '../translation.ts';

export const setup: English<typeof master> = {
  title: 'Set up',
};
