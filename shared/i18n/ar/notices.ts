import type { notices as master } from '../fa/notices.ts';
import type { Arabic } from '../translation.ts';

const renewed = 'عاد هذا الجهاز من نسخة احتياطية أو هو نسخة من جهاز آخر. تغيّر رمزه من {{old}} إلى {{new}}';
const recoded = 'كان الرمز {{old}} لجهازين معًا. صار رمز هذا الجهاز {{new}}';
const corrupt = 'كان ملف بيانات هذا الجهاز تالفًا، فوُضع جانبًا وجاءت البيانات من الأجهزة الأخرى';
const replaced = 'استُبدلت بيانات هذا الجهاز بنسخة حديثة من بيانات المركز';
const left = 'لا يتوافق مع بيانات المركز وبقي في {{path}} وحده؛ احتفظ به وأخبر الدعم.';
const keptAside = 'وُضع الملف القديم جانبًا ولم يُحذف.';

export const notices: Arabic<typeof master> = {
  label: 'تنبيهات',
  clockBehind:
    'ساعة هذا الجهاز متأخرة {{duration}}. يعمل بايدار بساعة المكتب فلا يُسجَّل شيء خطأ؛ اضبط ساعة ويندوز أو لينكس.',
  clockAhead:
    'ساعة هذا الجهاز متقدمة {{duration}}. يعمل بايدار بساعة المكتب فلا يُسجَّل شيء خطأ؛ اضبط ساعة ويندوز أو لينكس.',
  clockUnknown:
    'لم تُعرف ساعة المكتب بعد: لا الجهاز الرئيسي ظاهر ولا قرين يعرفها. العمل مستمر والأوقات بساعة هذا الجهاز.',
  identityRenewed_zero: `${renewed}، ولم يضع شيء.`,
  identityRenewed_one: `${renewed}؛ سُجِّل تغيير واحد من جديد ولم يضع شيء.`,
  identityRenewed_two: `${renewed}؛ سُجِّل تغييران من جديد ولم يضع شيء.`,
  identityRenewed_few: `${renewed}؛ سُجِّلت {{count}} تغييرات من جديد ولم يضع شيء.`,
  identityRenewed_many: `${renewed}؛ سُجِّل {{count}} تغييرًا من جديد ولم يضع شيء.`,
  identityRenewed_other: `${renewed}؛ سُجِّل {{count}} تغيير من جديد ولم يضع شيء.`,
  codeChanged_zero: `${recoded}، ولم يضع شيء.`,
  codeChanged_one: `${recoded}؛ أخذت تذكرة واحدة رقمًا جديدًا وتُوجد برقمها السابق أيضًا، ولم يضع شيء.`,
  codeChanged_two: `${recoded}؛ أخذت تذكرتان رقمين جديدين وتُوجدان برقميهما السابقين أيضًا، ولم يضع شيء.`,
  codeChanged_few: `${recoded}؛ أخذت {{count}} تذاكر أرقامًا جديدة وتُوجد بأرقامها السابقة أيضًا، ولم يضع شيء.`,
  codeChanged_many: `${recoded}؛ أخذت {{count}} تذكرة أرقامًا جديدة وتُوجد بأرقامها السابقة أيضًا، ولم يضع شيء.`,
  codeChanged_other: `${recoded}؛ أخذت {{count}} تذكرة أرقامًا جديدة وتُوجد بأرقامها السابقة أيضًا، ولم يضع شيء.`,
  databaseCorrupt_zero: `${corrupt}. لم يُحذف شيء.`,
  databaseCorrupt_one: `${corrupt}، واستُعيد تغيير واحد من الملف القديم. لم يُحذف شيء.`,
  databaseCorrupt_two: `${corrupt}، واستُعيد تغييران من الملف القديم. لم يُحذف شيء.`,
  databaseCorrupt_few: `${corrupt}، واستُعيدت {{count}} تغييرات من الملف القديم. لم يُحذف شيء.`,
  databaseCorrupt_many: `${corrupt}، واستُعيد {{count}} تغييرًا من الملف القديم. لم يُحذف شيء.`,
  databaseCorrupt_other: `${corrupt}، واستُعيد {{count}} تغيير من الملف القديم. لم يُحذف شيء.`,
  databaseReplaced_zero: `${replaced}. ${keptAside}`,
  databaseReplaced_one: `${replaced}، ونُقل إليها تغيير واحد له. ${keptAside}`,
  databaseReplaced_two: `${replaced}، ونُقل إليها تغييران له. ${keptAside}`,
  databaseReplaced_few: `${replaced}، ونُقلت إليها {{count}} تغييرات له. ${keptAside}`,
  databaseReplaced_many: `${replaced}، ونُقل إليها {{count}} تغييرًا له. ${keptAside}`,
  databaseReplaced_other: `${replaced}، ونُقل إليها {{count}} تغيير له. ${keptAside}`,
  databaseLeft_zero: 'كل التغييرات نُقلت.',
  databaseLeft_one: `تغيير واحد ${left}`,
  databaseLeft_two: `تغييران ${left}`,
  databaseLeft_few: `{{count}} تغييرات ${left}`,
  databaseLeft_many: `{{count}} تغييرًا ${left}`,
  databaseLeft_other: `{{count}} تغيير ${left}`,
  diskFull: 'القرص ممتلئ (المتاح {{size}}). كل ما حُفظ سليم، لكن لا يُحفظ جديد. أفرغ ٥٠٠ ميغابايت على الأقل.',
  diskLow: 'لم يبقَ في القرص سوى {{size}}. أفسح مكانًا قبل أن يمتلئ.',
  checkpointReceiving: 'تُستقبل نسخة من بيانات المركز: {{percent}}. يمكنك متابعة العمل.',
  dataMending: 'يُعاد حساب بيانات هذا الجهاز من سجلّها: {{percent}}. يمكنك متابعة العمل.',
  replicaDiffers:
    'بعض بيانات هذا الجهاز تختلف عن الجهاز {{code}}. لم يُحذف شيء؛ راجع صفحة الشبكة وأصلحه هناك.',
  openNetwork: 'صفحة الشبكة',
  more_zero: 'لا تنبيهات أخرى',
  more_one: 'تنبيه آخر',
  more_two: 'تنبيهان آخران',
  more_few: '{{count}} تنبيهات أخرى',
  more_many: '{{count}} تنبيهًا آخر',
  more_other: '{{count}} تنبيه آخر',
  fewer: 'إظهار أقل',
  understood: 'فهمت',
  megabytes: '{{value}} ميغابايت',
};
