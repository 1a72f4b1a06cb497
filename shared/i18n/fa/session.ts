export const session = {
  title: 'ورود',
  name: 'نام',
  password: 'گذرواژه',
  signIn: 'ورود',
  offline: 'برای ورود به اینترنت یا هاب نیازی نیست.',
  sampleTitle: 'مرکز نمونه',
  sampleText: 'این داده‌ها ساختگی‌اند. یکی را انتخاب کنید و وارد شوید:',
  samplePassword: 'گذرواژهٔ همه:',
};
