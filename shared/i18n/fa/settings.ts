export const settings = {
  title: 'تنظیمات',
};
