import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { dueWords } from './due-words.ts';
import classes from './queue-list.module.css';
import { dueTone } from './ticket-tones.ts';

type DueTextProps = { readonly dueAt: number; readonly now: number };

/** A deadline in words, coloured by how near it is. */
export function DueText({ dueAt, now }: DueTextProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span
      className={classes.due}
      data-tone={dueTone(dueAt, now)}
      title={t('tickets.due.label', { when: format.dateTime(dueAt) })}
    >
      {dueWords(dueAt, now, format, t)}
    </span>
  );
}
