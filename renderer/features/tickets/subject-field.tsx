import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import classes from './conversation.module.css';

type SubjectFieldProps = {
  readonly ticketId: TicketId;
  readonly subject: string;
  readonly isReadOnly: boolean;
};

/** The subject, edited where it stands: click, type, Enter. Escape leaves it as it was. */
export function SubjectField({ ticketId, subject, isReadOnly }: SubjectFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const { mutate, isPending, variables } = useMutation(
    api.ticket.update.mutationOptions({
      onError: notifyError,
      onSuccess: () => setTyped(null),
    }),
  );

  function save(): void {
    const wanted = typed?.trim() ?? '';
    if (isPending) return;
    if (wanted === '' || wanted === subject) setTyped(null);
    else mutate({ ticketId, subject: wanted });
  }

  if (typed === null) {
    return (
      <h1 className={classes.subject} title={subject}>
        <button
          type="button"
          className={classes.subjectButton}
          disabled={isReadOnly}
          title={`${t('tickets.field.subject')}: ${subject}`}
          onClick={() => setTyped(subject)}
        >
          <bdi>{isPending ? (variables?.subject ?? subject) : subject}</bdi>
        </button>
      </h1>
    );
  }
  return (
    <TextInput
      size="xs"
      className={classes.subjectInput}
      aria-label={t('tickets.field.subject')}
      maxLength={300}
      autoFocus
      value={typed}
      readOnly={isPending}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
