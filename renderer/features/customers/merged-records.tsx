import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { useNow } from '../../app/use-now.ts';
import { useRight } from '../../app/use-right.ts';
import { isolated } from '../../ui/isolated.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './customers.module.css';
import type { CustomerCard } from './use-customer.ts';

type Merged = CustomerCard['merged'][number];

type MergedRecordsProps = { readonly card: CustomerCard; readonly onMerge: () => void };

/** Which other records are this customer as well, each with the way back to a card of its own. */
export function MergedRecords({ card, onMerge }: MergedRecordsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(60_000);
  const mayWrite = useRight('customer.write');
  const winnerId = card.customer.id;
  const merge = useMutation(api.customer.merge.mutationOptions({ onError: notifyError }));
  const unmerge = useMutation(api.customer.unmerge.mutationOptions({ onError: notifyError }));

  function separate({ customerId, displayName }: Merged): void {
    unmerge.mutate(
      { customerId },
      {
        onSuccess: () =>
          showUndo(t('customers.merged.separated', { name: isolated(displayName) }), () =>
            merge.mutate({ customerId, winnerId }),
          ),
      },
    );
  }
  if (!mayWrite && card.merged.length === 0) return null;
  return (
    <section className={classes.section}>
      {card.merged.length === 0 ? null : <SectionTitle>{t('customers.merged.title')}</SectionTitle>}
      {card.merged.map((record) => (
        <div key={record.customerId} className={classes.mergedRow}>
          <bdi className={classes.mergedName}>{record.displayName}</bdi>
          <span className={classes.small}>
            {t('customers.merged.since', { date: format.dayMonth(record.mergedAt) })}
          </span>
          {!mayWrite ? null : now > record.undoableUntil ? (
            <span className={classes.small}>{t('customers.merged.tooLate')}</span>
          ) : (
            <button
              type="button"
              className={classes.link}
              aria-label={t('customers.merged.separateLabel', { name: isolated(record.displayName) })}
              disabled={unmerge.isPending}
              onClick={() => separate(record)}
            >
              {t('customers.merged.separate')}
            </button>
          )}
        </div>
      ))}
      {mayWrite ? (
        <button type="button" className={classes.link} onClick={onMerge}>
          {t('customers.merged.add')}
        </button>
      ) : null}
    </section>
  );
}
