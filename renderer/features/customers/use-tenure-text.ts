import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { useNow } from '../../app/use-now.ts';
import { tenureOf } from './tenure.ts';
import { useOffice } from './use-office.ts';

const msPerDay = 86_400_000;

/** «مشتری از ۶ سال پیش»; null when nobody wrote since when. */
export function useTenureText(sinceEpochDay: number | null): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(3_600_000);
  const { timeZoneOffsetMin } = useOffice();
  if (sinceEpochDay === null) return null;
  const tenure = tenureOf(sinceEpochDay, Math.floor((now + timeZoneOffsetMin * 60_000) / msPerDay));
  switch (tenure.unit) {
    case 'years':
      return t('customers.tenure.years', { count: tenure.count });
    case 'months':
      return t('customers.tenure.months', { count: tenure.count });
    case 'fresh':
      return t('customers.tenure.fresh');
    case 'future':
      return t('customers.tenure.future', { date: format.epochDay(sinceEpochDay) });
  }
}
