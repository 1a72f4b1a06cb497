import type { session as master } from '../fa/session.ts';
import type { Arabic } from '../translation.ts';

export const session: Arabic<typeof master> = {
  title: 'تسجيل الدخول',
};
