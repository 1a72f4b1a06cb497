export const shell = {
  wordmark: 'پایدار',
  screens: {
    queue: 'صف',
    customers: 'مشتری',
    import: 'ورود فهرست',
    conflicts: 'تعارض‌ها',
    network: 'شبکه',
    settings: 'تنظیمات',
  },
  screenMissing: 'این صفحه هنوز در این نسخه نیست.',
};
