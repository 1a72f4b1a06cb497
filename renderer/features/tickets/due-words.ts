// A deadline as people say it: «۱۸ دقیقه», «۳ ساعت», «فردا ۰۹:۳۰», «۳۰ آبان».
import { isSameDay } from '../../app/day-words.ts';
import type { Format } from '../../app/format.ts';
import type { Translate } from '../../app/i18n.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its largest whole unit. Milliseconds, sign ignored. */
export function durationWords(lengthMs: number, t: Translate): string {
  const length = Math.abs(lengthMs);
  if (length < hourMs) return t('common.time.minutes', { count: Math.floor(length / minuteMs) });
  if (length < dayMs) return t('common.time.hours', { count: Math.floor(length / hourMs) });
  return t('common.time.days', { count: Math.floor(length / dayMs) });
}

/** @param dueAt and `now` in milliseconds UTC. */
export function dueWords(dueAt: number, now: number, format: Format, t: Translate): string {
  const leftMs = dueAt - now;
  if (Math.abs(leftMs) < minuteMs) return t('common.time.now');
  if (leftMs < 0) return t('tickets.due.late', { time: durationWords(leftMs, t) });
  if (leftMs < hourMs || isSameDay(dueAt, now, format)) return durationWords(leftMs, t);
  if (isSameDay(dueAt, now + dayMs, format)) return t('tickets.due.tomorrow', { time: format.time(dueAt) });
  return format.dayMonth(dueAt);
}

/** «۱:۲۸»: hours and minutes left, in the digits of the language. Milliseconds, sign ignored. */
export function clockWords(lengthMs: number, format: Format): string {
  const minutes = Math.floor(Math.abs(lengthMs) / minuteMs);
  return format.digits(`${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
}
