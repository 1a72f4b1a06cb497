import { useTranslation } from 'react-i18next';
import { isActive } from '../../../shared/rules/ticket-status.ts';
import { isSameDay } from '../../app/day-words.ts';
import { useFormat } from '../../app/format.ts';
import classes from './conversation.module.css';
import { clockWords, dueWords, durationWords } from './due-words.ts';
import { dueTone } from './ticket-tones.ts';
import type { TicketCard } from './ticket-types.ts';

type SlaLineProps = { readonly card: TicketCard; readonly now: number };

type DeadlineProps = {
  readonly label: string;
  readonly dueAt: number;
  /** 0–1 of the allowed working time. */
  readonly share: number;
  readonly now: number;
};

function Deadline({ label, dueAt, share, now }: DeadlineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const tone = dueTone(dueAt, now);
  const isOver = dueAt < now;
  const words = isSameDay(dueAt, now, format)
    ? clockWords(dueAt - now, format)
    : durationWords(dueAt - now, t);
  const time = isOver
    ? t('tickets.sla.over', { time: words })
    : isSameDay(dueAt, now, format)
      ? t('tickets.sla.left', { time: words })
      : dueWords(dueAt, now, format, t);
  return (
    <span className={classes.slaPart} title={t('tickets.due.label', { when: format.dateTime(dueAt) })}>
      <span>{label}</span>
      <span
        className={classes.slaBar}
        role="img"
        aria-label={t('tickets.sla.bar', { percent: format.percent(share) })}
      >
        <span
          className={classes.slaUsed}
          data-tone={tone}
          style={{ inlineSize: `${Math.round(Math.min(1, share) * 100)}%` }}
        />
      </span>
      <strong className={classes.slaTime} data-tone={tone}>
        {time}
      </strong>
    </span>
  );
}

/** Share of the wall time, for the deadline whose working share the score does not carry. */
const wallShare = (openedAt: number, dueAt: number, now: number): number =>
  dueAt <= openedAt ? 1 : Math.max(0, Math.min(1, (now - openedAt) / (dueAt - openedAt)));

/** What was promised, what was kept, and how much time is left for the rest. */
export function SlaLine({ card, now }: SlaLineProps) {
  const { t } = useTranslation();
  const { ticket, score } = card;
  const { firstRespondedAt, firstResponseDueAt, resolveDueAt, openedAt, status } = ticket;
  const late =
    firstRespondedAt !== null && firstResponseDueAt !== null && firstRespondedAt > firstResponseDueAt;
  const runs = isActive(status) && status !== 'pending_customer';
  const nearestShare = score.parts.W.factor / 1000;
  return (
    <>
      {firstRespondedAt !== null ? (
        <span className={classes.slaPart}>
          <span>{t('tickets.sla.firstResponse')}</span>
          <strong className={classes.slaTime} data-tone={late ? 'amber' : 'green'}>
            {t(late ? 'tickets.sla.firstResponseLate' : 'tickets.sla.firstResponseDone', {
              time: durationWords(firstRespondedAt - openedAt, t),
            })}
          </strong>
        </span>
      ) : firstResponseDueAt !== null && runs ? (
        <Deadline
          label={t('tickets.sla.firstResponse')}
          dueAt={firstResponseDueAt}
          share={nearestShare}
          now={now}
        />
      ) : null}
      {status === 'pending_customer' ? (
        <span>{t('tickets.sla.stopped')}</span>
      ) : runs && resolveDueAt !== null ? (
        <Deadline
          label={t('tickets.sla.resolve')}
          dueAt={resolveDueAt}
          share={firstRespondedAt === null ? wallShare(openedAt, resolveDueAt, now) : nearestShare}
          now={now}
        />
      ) : null}
    </>
  );
}
