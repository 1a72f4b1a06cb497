/** What is worth knowing about one row of an imported file: short, for a list and for the rejects file. */
export const importIssues = {
  reasonColumn: 'دلیل رد شدن',
  codes: {
    'name-missing': 'نام خالی است. نام مشتری را بنویسید.',
    'name-too-long': 'نام بیش از ۲۰۰ حرف است. کوتاهش کنید.',
    'contact-missing': 'شماره یا ایمیلی نیست که بشود با آن تماس گرفت. دست‌کم یکی بنویسید.',
    'row-too-wide':
      'این ردیف از عنوان‌ها خانهٔ بیشتری دارد؛ شاید جداکننده‌ای درون متن است. متن را در گیومه بگذارید.',
    'phone-unparsed': 'شماره خوانده نشد؛ همان‌گونه که نوشته شده می‌ماند.',
    'phone-assumed-area': 'شماره کد شهر نداشت؛ کد پیش‌فرض گذاشته شد.',
    'phone-ambiguous': 'این شماره می‌تواند از کشور دیگری باشد. نگاهش کنید.',
    'email-unreadable': 'این ایمیل درست نیست؛ همان‌گونه که نوشته شده می‌ماند.',
    'date-not-real': 'چنین روزی در تقویم نیست؛ تاریخ خالی ماند.',
    'date-unreadable': 'تاریخ خوانده نشد و خالی ماند.',
    'amount-unreadable': 'مبلغ خوانده نشد و خالی ماند.',
    'amount-negative': 'مبلغ منفی است و خالی ماند.',
    'amount-not-whole-rial': 'مبلغ از یک ریال خردتر است و خالی ماند.',
    'amount-too-large': 'مبلغ بیش از اندازه بزرگ است و خالی ماند.',
    'tier-unknown': 'این سطح شناخته نیست و خالی ماند.',
    'text-too-long': 'متن بلند است و پایانش کنار ماند.',
    'differs-kept': 'مقدار دیگری از پیش هست و همان ماند.',
    'merged-in-file': 'با ردیف بالاتری از همین فایل یکی شد.',
    'merged-with-stored': 'به مشتری‌ای که داریم پیوست.',
  },
};
