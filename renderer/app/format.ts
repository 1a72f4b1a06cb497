// How values are written in the language of the window: digits, numbers, dates, money, phone numbers.
import { createContext, useContext } from 'react';
import type { Language } from '../../shared/lib/language.ts';
import { localizeDigits } from '../../shared/rules/digits.ts';
import { formatDate, formatRelative, formatTime } from '../../shared/rules/jalali.ts';
import { formatMoney } from '../../shared/rules/money.ts';
import { formatPhone } from '../../shared/rules/phone.ts';

export type FormatOptions = {
  readonly language: Language;
  /** Of the office, minutes east of UTC: a PC set to another zone still shows the office's time. */
  readonly timeZoneOffsetMin: number;
  readonly rialPerToman: number;
};

/** Whole and fractional numbers with grouped thousands. */
export const formatNumber = (value: number, language: Language): string =>
  localizeDigits(
    new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
      .format(value)
      .replaceAll(',', language === 'en' ? ',' : '٬')
      .replaceAll('.', language === 'en' ? '.' : '٫'),
    language,
  );

export type Format = ReturnType<typeof createFormat>;

export function createFormat({ language, timeZoneOffsetMin, rialPerToman }: FormatOptions) {
  const digits = (value: string | number): string => localizeDigits(String(value), language);
  const number = (value: number): string => formatNumber(value, language);
  return {
    language,
    /** Any text or number in the digits of the language, without grouping: codes, years. */
    digits,
    /** A count or amount, thousands grouped. */
    number,
    /** 0–1 as «۴۲٪». */
    percent: (share: number): string => `${number(Math.round(share * 100))}${language === 'en' ? '%' : '٪'}`,
    /** «شنبه ۳۰ آبان ۱۴۰۵» in Persian, the Gregorian date in Arabic and English. Milliseconds UTC. */
    date: (at: number): string => formatDate(at, language, timeZoneOffsetMin),
    /** «۳۰ آبان». */
    dayMonth: (at: number): string => formatDate(at, language, timeZoneOffsetMin, 'dayMonth'),
    /** «۱۴۰۵/۰۸/۳۰», in isolation so that it keeps its order. */
    shortDate: (at: number): string => formatDate(at, language, timeZoneOffsetMin, 'short'),
    /** The same for a stored day, which belongs to no time zone. */
    epochDay: (day: number): string => formatDate(day * 86_400_000, language, 0, 'short'),
    /** «۱۶:۳۰». */
    time: (at: number): string => formatTime(at, language, timeZoneOffsetMin),
    /** «شنبه ۳۰ آبان ۱۴۰۵ · ۰۹:۴۲». */
    dateTime: (at: number): string =>
      `${formatDate(at, language, timeZoneOffsetMin)} · ${formatTime(at, language, timeZoneOffsetMin)}`,
    /** «۷ دقیقهٔ دیگر», «۲ ساعت پیش». Take `now` from useNow, so that it stays true while it is on screen. */
    relative: (at: number, now: number): string => formatRelative(at - now, language),
    /** Integer Rial as «۵۰۰٬۰۰۰ تومان», nothing rounded. */
    money: (rial: number): string => formatMoney(rial, language, { unit: 'toman', rialPerToman }),
    /** E.164 or raw, for reading. Show it through PhoneText, which keeps its direction. */
    phone: (e164OrRaw: string): string => formatPhone(e164OrRaw, language),
    /** Show it through TicketNumberText, which keeps its direction. */
    ticketNumber: digits,
  };
}

export const FormatContext = createContext<Format>(
  createFormat({ language: 'fa', timeZoneOffsetMin: 210, rialPerToman: 10 }),
);

export const useFormat = (): Format => useContext(FormatContext);
