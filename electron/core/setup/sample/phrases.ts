import type { Language } from '../../../../shared/lib/language.ts';

interface Phrases {
  readonly noAnswer: string;
  readonly confirmedReason: string;
  readonly noAnswerReason: string;
  readonly dayAfter: string;
  readonly promiseKept: string;
  readonly cameBack: string;
  readonly cameBackReason: string;
  readonly cameBackNote: string;
  readonly cancelledReason: readonly [string, string];
}

/** What every story has in common. */
export const phrases: Readonly<Record<Language, Phrases>> = {
  fa: {
    noAnswer: 'پاسخ ندادند.',
    confirmedReason: 'مشتری تأیید کرد که مشکل حل شده است.',
    noAnswerReason: 'سه بار در سه روز کاری تماس گرفتیم و پاسخی نبود.',
    dayAfter: 'همه‌چیز خوب کار می‌کند؟',
    promiseKept: 'همان‌طور که قول داده بودم تماس گرفتم و وضعیت را گفتم.',
    cameBack: 'گفت مشکل برگشته است.',
    cameBackReason: 'مشکل پس از حل برگشت.',
    cameBackNote: 'عذرخواهی کردم و این بار تا پایان کار روی خط می‌مانم.',
    cancelledReason: ['تماس آزمایشی بود.', 'همین درخواست در تیکت دیگری ثبت است.'],
  },
  ar: {
    noAnswer: 'لم يردّ.',
    confirmedReason: 'أكّد العميل أن المشكلة حُلّت.',
    noAnswerReason: 'اتّصلنا ثلاث مرات في ثلاثة أيام عمل ولم يردّ.',
    dayAfter: 'هل كل شيء على ما يرام؟',
    promiseKept: 'اتّصلتُ كما وعدتُ وأخبرتُه بما جرى.',
    cameBack: 'يقول إن المشكلة عادت.',
    cameBackReason: 'عادت المشكلة بعد حلّها.',
    cameBackNote: 'اعتذرتُ له، وسأتابع الأمر بنفسي حتى ينتهي.',
    cancelledReason: ['كان اتصالًا تجريبيًّا.', 'الطلب نفسه مسجّل في تذكرة أخرى.'],
  },
  en: {
    noAnswer: 'No answer.',
    confirmedReason: 'The customer confirmed that it is solved.',
    noAnswerReason: 'Three calls on three working days, no answer.',
    dayAfter: 'Is everything working well?',
    promiseKept: 'Called as promised and told them where it stands.',
    cameBack: 'They say the problem is back.',
    cameBackReason: 'The problem came back after it was solved.',
    cameBackNote: 'Apologised; I stay on it myself until it is done.',
    cancelledReason: ['It was a test call.', 'The same request is in another ticket.'],
  },
};
