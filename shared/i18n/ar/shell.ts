import type { shell as master } from '../fa/shell.ts';
import type { Arabic } from '../translation.ts';

export const shell: Arabic<typeof master> = {
  wordmark: 'پايدار',
  screens: {
    queue: 'القائمة',
    customers: 'العملاء',
    import: 'استيراد',
    conflicts: 'تعارضات',
    network: 'الشبكة',
    settings: 'إعدادات',
  },
  screenMissing: 'هذه الصفحة غير موجودة في هذا الإصدار بعد.',
};
