import { nextWorkingDayAt } from '../../../../shared/rules/next-working-day.ts';
import type { OfficeTime } from './office-time.ts';
import { draftTicket, type SampleTicket, type TicketDraft, type TicketHead } from './sample-ticket.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

type NamedTickets = Readonly<
  Record<
    | 'rahimi'
    | 'abanGostar'
    | 'karimi'
    | 'karimiAgain'
    | 'abuHasan'
    | 'farhangzadeh'
    | 'yousefi'
    | 'khosravi'
    | 'mehregan'
    | 'javadpour',
    readonly SampleTicket[]
  >
>;

/** What the named people are waiting for, in working minutes before now; and two old stories of the VIP. */
export const namedTickets = (office: OfficeTime): NamedTickets => {
  const ago = (workingMin: number): number => Math.min(office.nowMs, office.before(workingMin));
  const told = (
    head: Omit<TicketHead, 'openedAt' | 'durationSec'> & {
      readonly openedMin: number;
      readonly durationSec?: number;
    },
    story: (draft: TicketDraft) => void = () => undefined,
  ): SampleTicket => {
    const draft = draftTicket({ durationSec: 150, ...head, openedAt: ago(head.openedMin) });
    story(draft);
    return draft.finish();
  };
  const old = (
    daysAgo: number,
    subject: string,
    said: string,
    note: string,
    solution: string,
  ): SampleTicket => {
    const openedAt = office.after(office.nowMs - daysAgo * dayMs, 30);
    const head = {
      type: 'technical',
      impact: 'medium',
      urgency: 'low',
      channel: 'phone',
      owner: 'secondAgent',
    } as const;
    const draft = draftTicket({ ...head, subject, said, openedAt, durationSec: 210 });
    draft.note(openedAt + 6 * minuteMs, note);
    const solvedAt = office.after(openedAt, 260);
    draft.move('resolved', solvedAt, { solution, nextStep: 'فردا می‌پرسم.' });
    const calledAt = nextWorkingDayAt(solvedAt, 10 * 60, office.calendar) + 4 * minuteMs;
    draft.call(calledAt, 'گفتند همه‌چیز درست است.', 'reached', true);
    draft.followUp({
      kind: 'day_after',
      dueAt: calledAt - 4 * minuteMs,
      windowMin: 120,
      script: null,
      state: 'done',
      result: 'همه‌چیز درست است.',
    });
    draft.move('closed', calledAt + minuteMs, { reason: 'مشتری تأیید کرد که مشکل حل شده است.' });
    return draft.finish();
  };

  return {
    rahimi: [
      told(
        {
          openedMin: 27,
          durationSec: 180,
          subject: 'دستگاه تصفیه روشن نمی‌شود، پنج روز از نصب',
          type: 'technical',
          impact: 'high',
          urgency: 'high',
          channel: 'phone',
          owner: 'firstAgent',
          said: 'از دیروز عصر روشن نمی‌شود. چراغ POWER چشمک می‌زند. مهمان دارند و ناراحت است که بار سوم است تماس می‌گیرد.',
        },
        (draft) => {
          draft.note(
            ago(23),
            'مشکل را با خودشان بازگو کردم. دو راه پیشنهاد شد: تعویض آداپتور امروز با پیک، یا سرویس‌کار تا ساعت ۱۱. پیک را پذیرفتند.',
          );
          draft.note(
            ago(11),
            'آداپتور سری B برای این مدل فراخوان دارد. قطعه در انبار مرکزی هست؛ کد AD-1420.',
            'level2',
          );
          draft.followUp({
            kind: 'callback',
            dueAt: office.after(office.nowMs, 18),
            windowMin: 30,
            script: 'بپرسم آداپتور رسید و دستگاه روشن شد یا نه.',
            state: 'scheduled',
            result: null,
          });
        },
      ),
      old(
        46,
        'تأخیر در ارسال فیلتر',
        'فیلتر سفارش ۴۱۰۲ دو روز دیرتر از قول رسیده و می‌پرسد چرا خبر نداده‌ایم.',
        'عذرخواهی کردم؛ پیک شهرستان تأخیر داشته است. ارسال بعدی رایگان شد.',
        'بسته رسید و هزینهٔ ارسال برگشت.',
      ),
      old(
        138,
        'تنظیم فشار ورودی',
        'فشار آب ساختمان زیاد است و دستگاه گاهی خاموش می‌شود.',
        'فشارشکن لازم دارد. نوبت سرویس‌کار هماهنگ شد.',
        'فشارشکن نصب و روی سه بار تنظیم شد.',
      ),
    ],
    abanGostar: [
      told(
        {
          openedMin: 200,
          subject: 'فاکتور رسمی سفارش ۴۴۱۸ صادر نشده',
          type: 'financial',
          impact: 'high',
          urgency: 'high',
          channel: 'paper',
          owner: null,
          said: 'نامه آورده‌اند: فاکتور رسمی سفارش ۴۴۱۸ تا پایان امروز برای اظهارنامه لازم است.',
        },
        (draft) => {
          draft.assign('firstAgent', ago(188));
          draft.note(
            ago(186),
            'شناسهٔ ملی و کد اقتصادی را گرفتم و برای مالی فرستادم. گفتند سفارش در دو بخش تسویه شده و باید یکی شود.',
          );
          draft.move('pending_internal', ago(170), { reason: 'منتظر صدور فاکتور از مالی' });
        },
      ),
    ],
    karimi: [
      told(
        {
          openedMin: 430,
          subject: 'نصب انجام نشده؛ دو بار پیگیری کرده',
          type: 'technical',
          impact: 'medium',
          urgency: 'high',
          channel: 'phone',
          owner: 'firstAgent',
          said: 'قرار نصب دیروز صبح بوده و کسی نیامده است. مرخصی گرفته بود و این بار دوم است.',
        },
        (draft) => {
          draft.note(ago(424), 'عذرخواهی کردم. از واحد نصب پرسیدم: نشانی پلاک نداشته است. نشانی کامل شد.');
          draft.hear(
            ago(60),
            'دوباره تماس گرفت و گفت شمارهٔ دیگری هم پیش ما دارد. قول دادم تا نیم ساعت دیگر ساعت نصب را بگویم.',
            95,
          );
          draft.followUp({
            kind: 'callback',
            dueAt: office.after(office.nowMs, 7),
            windowMin: 30,
            script: 'ساعت دقیق نصب را بگویم.',
            state: 'scheduled',
            result: null,
          });
        },
      ),
    ],
    karimiAgain: [],
    abuHasan: [
      told(
        {
          openedMin: 380,
          subject: 'لم تصل القطعة البديلة حتى الآن',
          type: 'technical',
          impact: 'medium',
          urgency: 'high',
          channel: 'sms',
          owner: null,
          said: 'كتب أن الغشاء البديل لم يصل بعد، وأن الماء صار مالحًا.',
        },
        (draft) => {
          draft.assign('secondAgent', ago(350));
          draft.note(ago(346), 'الشحنة عند الحدود منذ يومين. أرسلتُ له رقم التتبّع ووعدتُه بخبر قبل الظهر.');
          draft.followUp({
            kind: 'callback',
            dueAt: office.after(office.nowMs, 55),
            windowMin: 60,
            script: 'أخبره بموعد التسليم المؤكّد.',
            state: 'scheduled',
            result: null,
          });
        },
      ),
    ],
    farhangzadeh: [
      told(
        {
          openedMin: 640,
          subject: 'آموزش اولیه لغو شد، زمان تازه می‌خواهد',
          type: 'general',
          impact: 'medium',
          urgency: 'medium',
          channel: 'phone',
          owner: 'firstAgent',
          said: 'روز آموزش مسافر بوده است. عصرها خانه‌اند و می‌خواهد یک نفر از نزدیک نشان بدهد.',
        },
        (draft) =>
          draft.note(ago(633), 'از واحد آموزش برای پنجشنبه و شنبه عصر پرسیدم؛ پاسخشان که آمد زنگ می‌زنم.'),
      ),
    ],
    yousefi: [
      told(
        {
          openedMin: 150,
          subject: 'پرسش دربارهٔ صورت‌حساب مهر',
          type: 'financial',
          impact: 'medium',
          urgency: 'medium',
          channel: 'visit',
          owner: 'secondAgent',
          said: 'حضوری آمد. در صورت‌حساب مهر ردیفی به مبلغ ۴۵۰٬۰۰۰ تومان هست که نمی‌داند برای چیست.',
        },
        (draft) => draft.note(ago(140), 'به گمانم هزینهٔ اعزام دوم است که نباید حساب می‌شد. از مالی پرسیدم.'),
      ),
    ],
    khosravi: [
      told(
        {
          openedMin: 95,
          subject: 'تغییر نشانی و کد پستی',
          type: 'general',
          impact: 'medium',
          urgency: 'low',
          channel: 'phone',
          owner: 'firstAgent',
          said: 'به خیابان سروستان رفته‌اند. سفارش ۴۳۹۶ در راه است و نگران است به خانهٔ قبلی برود.',
        },
        (draft) => {
          draft.note(ago(90), 'نشانی را خواندم و تأیید کردند. کد پستی را یادشان نبود؛ پیامک می‌کنند.');
          draft.move('pending_customer', ago(89), { reason: 'کد پستی تازه را پیامک می‌کند' });
        },
      ),
    ],
    mehregan: [
      told({
        openedMin: 48,
        subject: 'درخواست کاتالوگ و قیمت همکار',
        type: 'general',
        impact: 'low',
        urgency: 'medium',
        channel: 'messenger',
        owner: null,
        said: 'فروشگاه لوازم خانگی دارند و برای ده دستگاه سری B کاتالوگ و قیمت همکار می‌خواهند.',
      }),
    ],
    javadpour: [
      told(
        {
          openedMin: 980,
          subject: 'آب بوی کلر می‌دهد',
          type: 'technical',
          impact: 'low',
          urgency: 'medium',
          channel: 'phone',
          owner: 'firstAgent',
          said: 'چند روز پس از نصب، آب کمی بوی کلر دارد. می‌پرسد بی‌خطر است یا نه.',
        },
        (draft) => {
          draft.note(ago(972), 'گفتم ده لیتر نخست را دور بریزند. همان‌جا انجام دادند و بو کم شد.');
          draft.move('resolved', ago(420), {
            solution: 'پس از شست‌وشوی فیلتر، بو از بین رفت.',
            nextStep: 'فردا می‌پرسم بو برنگشته باشد.',
          });
          draft.followUp({
            kind: 'day_after',
            dueAt: nextWorkingDayAt(ago(420), 10 * 60, office.calendar),
            windowMin: 120,
            script: 'همه‌چیز خوب کار می‌کند؟',
            state: 'scheduled',
            result: null,
          });
        },
      ),
    ],
  };
};
