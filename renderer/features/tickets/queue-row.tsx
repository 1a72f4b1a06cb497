import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../shared/rules/ticket-status.ts';
import { TierChip } from '../customers/tier-chip.tsx';
import { DueText } from './due-text.tsx';
import classes from './queue-list.module.css';
import { ScoreBadge } from './score-badge.tsx';
import type { QueueRow as Row, Scope } from './ticket-types.ts';

type QueueRowProps = {
  readonly row: Row;
  readonly scope: Scope;
  readonly selected: boolean;
  /** It left this queue while the list was held still. */
  readonly left: boolean;
  readonly now: number;
};

/** How urgent, who, what, until when. */
export function QueueRow({ row, scope, selected, left, now }: QueueRowProps) {
  const { t } = useTranslation();
  const showsOwner = scope === 'open' || scope === 'resolved';
  const channel = row.channel === null ? '' : t(`customers.channel.${row.channel}`);
  const runs = isActive(row.status) && row.status !== 'pending_customer' && row.dueAt !== null;
  return (
    <div className={classes.row} data-selected={selected || undefined} data-left={left || undefined}>
      {isActive(row.status) ? (
        <ScoreBadge score={row.score} />
      ) : (
        <span className={classes.score}>
          <IconCheck size={18} />
        </span>
      )}
      <div className={classes.rowText}>
        <span className={classes.rowLine}>
          <bdi className={classes.rowName} title={row.customerName}>
            {row.customerName}
          </bdi>
          <span className={classes.rowChip}>
            <TierChip tier={row.tier} />
          </span>
          <span className={classes.spring} />
          {runs && row.dueAt !== null ? (
            <DueText dueAt={row.dueAt} now={now} />
          ) : (
            <span className={classes.due}>{t(`tickets.status.${row.status}`)}</span>
          )}
        </span>
        <span className={classes.rowLine}>
          <bdi className={classes.rowSubject} title={row.subject}>
            {row.subject}
          </bdi>
          <span className={classes.rowSource}>
            {left ? (
              t('tickets.left')
            ) : showsOwner ? (
              <bdi>{row.ownerName ?? t('tickets.unassigned')}</bdi>
            ) : (
              channel
            )}
          </span>
        </span>
      </div>
    </div>
  );
}
