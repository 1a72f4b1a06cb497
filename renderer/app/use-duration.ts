import { useTranslation } from 'react-i18next';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its largest whole unit: «۲ ساعت». Milliseconds, not negative. */
export function useDuration(): (ms: number) => string {
  const { t } = useTranslation();
  return (ms) => {
    if (ms < minuteMs) return t('common.time.seconds', { count: Math.round(ms / secondMs) });
    if (ms < hourMs) return t('common.time.minutes', { count: Math.round(ms / minuteMs) });
    if (ms < dayMs) return t('common.time.hours', { count: Math.round(ms / hourMs) });
    return t('common.time.days', { count: Math.round(ms / dayMs) });
  };
}
