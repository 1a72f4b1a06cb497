import type { session as master } from '../fa/session.ts';
import type { English } from '../translation.ts';

export const session: English<typeof master> = {
  title: 'Sign in',
};
