export const setup = {
  title: 'راه‌اندازی',
};
