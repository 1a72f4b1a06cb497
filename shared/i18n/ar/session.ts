import type { session as master } from '../fa/session.ts';
import type { Arabic } from '../translation.ts';

export const session: Arabic<typeof master> = {
  title: 'تسجيل الدخول',
  name: 'الاسم',
  password: 'كلمة المرور',
  signIn: 'دخول',
  offline: 'لا حاجة إلى الإنترنت ولا إلى الجهاز الرئيسي لتسجيل الدخول.',
  sampleTitle: 'مركز تجريبي',
  sampleText: 'هذه بيانات مصطنعة. اختر واحدًا وادخل:',
  samplePassword: 'كلمة مرور الجميع:',
};
