import type { attachments as master } from '../fa/attachments.ts';
import type { Arabic } from '../translation.ts';

export const attachments: Arabic<typeof master> = {
  title: 'المرفقات',
  none: 'لا مرفقات بعد؛ أسقط ملفًا هنا.',
  add: 'إضافة مرفق',
  dropNow: 'أفلته ليُرفق',
  noPath: 'ما أُفلت ليس ملفًا. اختره بالزر.',
  here: 'على هذا الجهاز',
  fetching: 'يجري جلبه: {{percent}}',
  elsewhere: 'على {{names}}',
  nowhere: 'لا يُعرف بعد على أي جهاز هو',
  save: 'حفظ في…',
  saveNamed: 'حفظ في… {{name}}',
  fetch: 'اجلبه',
  fetchNamed: 'اجلبه: {{name}}',
  remove: 'إزالة',
  removeNamed: 'إزالة {{name}}',
  removed: 'أُزيل {{name}}',
  saved: 'حُفظ في: {{path}}',
  kilobytes: '{{value}} كيلوبايت',
  megabytes: '{{value}} ميغابايت',
};
