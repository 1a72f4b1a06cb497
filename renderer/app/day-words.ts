import type { Format } from './format.ts';
import type { Translate } from './i18n.ts';

const dayMs = 86_400_000;

/** Whether both instants fall on one day of the office. Milliseconds UTC. */
export const isSameDay = (a: number, b: number, format: Format): boolean =>
  format.shortDate(a) === format.shortDate(b);

/** «امروز», «دیروز» or the date. */
export function dayWords(at: number, now: number, format: Format, t: Translate): string {
  if (isSameDay(at, now, format)) return t('common.time.today');
  if (isSameDay(at, now - dayMs, format)) return t('common.time.yesterday');
  return format.date(at);
}
