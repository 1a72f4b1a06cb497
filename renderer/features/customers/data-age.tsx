import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { useSyncStatus } from '../../app/status-chips.tsx';
import { useNow } from '../../app/use-now.ts';
import classes from './customers.module.css';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const amberAfterMs = 4 * hourMs;
const redAfterMs = dayMs;

/**
 * How old the newest thing known of this customer is. Without the hub, others may know more (F-07): amber over
 * four hours, red over a day.
 */
export function DataAge({ dataAsOf }: { readonly dataAsOf: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const ageMs = Math.max(0, now - dataAsOf);
  const { data: status } = useSyncStatus();
  const mayBeOld = status !== undefined && status.role !== 'hub' && !status.hubSeen;
  const tone = !mayBeOld
    ? undefined
    : ageMs > redAfterMs
      ? 'red'
      : ageMs > amberAfterMs
        ? 'amber'
        : undefined;
  const text =
    ageMs < minuteMs
      ? t('customers.age.now')
      : ageMs < hourMs
        ? t('customers.age.minutes', { count: Math.floor(ageMs / minuteMs) })
        : ageMs < dayMs
          ? t('customers.age.hours', { count: Math.floor(ageMs / hourMs) })
          : t('customers.age.days', { count: Math.floor(ageMs / dayMs) });
  const hint = t('customers.age.hint', { at: format.dateTime(dataAsOf) });
  return (
    <Tooltip multiline w={280} label={tone === undefined ? hint : `${hint} ${t('customers.age.hintOld')}`}>
      <span className={classes.age} data-tone={tone}>
        {text}
      </span>
    </Tooltip>
  );
}
