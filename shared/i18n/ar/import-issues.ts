import type { importIssues as master } from '../fa/import-issues.ts';
import type { Arabic } from '../translation.ts';

export const importIssues: Arabic<typeof master> = {
  reasonColumn: 'سبب الرفض',
  codes: {
    'name-missing': 'الاسم فارغ. اكتب اسم العميل.',
    'name-too-long': 'الاسم أطول من 200 حرف. اختصره.',
    'contact-missing': 'لا رقم ولا بريد للوصول إلى العميل. اكتب واحدًا على الأقل.',
    'row-too-wide': 'في هذا الصف خلايا أكثر من العناوين؛ ربما يقع فاصل داخل نص. ضع النص بين علامتي اقتباس.',
    'phone-unparsed': 'تعذّرت قراءة الرقم؛ يبقى كما كُتب.',
    'phone-assumed-area': 'لم يكن في الرقم رمز المنطقة؛ وُضع الرمز المعتاد.',
    'phone-ambiguous': 'قد يكون هذا الرقم من بلد آخر. راجعه.',
    'email-unreadable': 'هذا البريد غير صحيح؛ يبقى كما كُتب.',
    'date-not-real': 'لا يوجد يوم كهذا في التقويم؛ بقي التاريخ فارغًا.',
    'date-unreadable': 'تعذّرت قراءة التاريخ وبقي فارغًا.',
    'amount-unreadable': 'تعذّرت قراءة المبلغ وبقي فارغًا.',
    'amount-negative': 'المبلغ سالب وبقي فارغًا.',
    'amount-not-whole-rial': 'المبلغ أدق من ريال واحد وبقي فارغًا.',
    'amount-too-large': 'المبلغ كبير جدًّا وبقي فارغًا.',
    'tier-unknown': 'هذا المستوى غير معروف وبقي فارغًا.',
    'text-too-long': 'النص طويل؛ تُركت نهايته.',
    'differs-kept': 'توجد قيمة أخرى من قبل، وقد بقيت.',
    'merged-in-file': 'ضُمّ إلى صف سابق من هذا الملف.',
    'merged-with-stored': 'ضُمّ إلى عميل موجود لدينا.',
  },
};
