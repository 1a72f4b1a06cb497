import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { useNow } from '../../app/use-now.ts';
import { PhoneText } from '../../ui/phone-text.tsx';
import classes from './customer-list.module.css';
import { TierChip } from './tier-chip.tsx';
import type { CustomerListItem } from './use-customer-rows.ts';

type CustomerRowProps = { readonly row: CustomerListItem | null; readonly selected: boolean };

/** Who, how important, where, how to reach them, when last. A row whose page is not read yet keeps its place. */
export function CustomerRow({ row, selected }: CustomerRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(60_000);
  if (row === null) return <div className={classes.row} aria-busy="true" />;
  return (
    <div className={classes.row} data-selected={selected || undefined}>
      <span className={classes.rowLine}>
        <bdi className={classes.rowName}>{row.displayName}</bdi>
        <TierChip tier={row.tier} />
        <span className={classes.rowEnd}>
          {row.openTickets > 0 ? (
            <span className={classes.rowOpen}>
              {t('customers.row.openTickets', { count: row.openTickets })}
            </span>
          ) : null}
        </span>
      </span>
      <span className={classes.rowLine}>
        <span className={classes.rowDetail}>
          {row.phone === null ? t('customers.row.noContact') : <PhoneText phone={row.phone} />}
          {row.city === null ? null : (
            <>
              {' · '}
              <bdi>{row.city}</bdi>
            </>
          )}
        </span>
        <span className={classes.rowTime}>
          {row.lastContactAt === null ? null : format.relative(row.lastContactAt, now)}
        </span>
      </span>
    </div>
  );
}
