import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkTransition } from '../../../shared/rules/ticket-status.ts';
import { workCalendar } from '../../../shared/rules/working-week.ts';
import { api } from '../../app/api.ts';
import classes from './dialogs.module.css';
import { StepModal } from './step-modal.tsx';
import { ticketFacts } from './ticket-facts.ts';
import type { TicketCard } from './ticket-types.ts';

type CloseDialogProps = { readonly card: TicketCard; readonly onClose: () => void };

/** Closing needs the customer's word, or three tries on three working days: the dialog says which is missing. */
export function CloseDialog({ card, onClose }: CloseDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { data: setup } = useQuery(api.setup.status.queryOptions());
  const close = useMutation(api.ticket.close.mutationOptions({ onSuccess: onClose }));
  const office = setup?.organisation;
  const calendar = workCalendar(office?.workingWeek ?? 'ir', office?.timeZoneOffsetMin ?? 210);
  const facts = ticketFacts(card, calendar);
  const check = checkTransition(facts, { to: 'closed', reason });
  const refusal = check.ok ? undefined : check.error;
  const needsReason = !checkTransition(facts, { to: 'closed', reason: '' }).ok;
  return (
    <StepModal
      title={t('tickets.close.title')}
      submitLabel={t('tickets.close.submit')}
      canSubmit={check.ok}
      isSaving={close.isPending}
      error={close.error}
      onSubmit={() => close.mutate({ ticketId: card.ticket.id, reason: reason.trim() })}
      onClose={onClose}
      startsAtSubmit={check.ok && !needsReason}
    >
      {refusal?.type === 'close-not-confirmed' ? (
        <>
          <p className={classes.rule}>{t('tickets.close.rule')}</p>
          <p className={classes.attempts}>
            {t('tickets.close.attempts', { attempts: refusal.attempts, days: refusal.workingDays })}
          </p>
          <p className={classes.rule}>{t('tickets.close.logHint')}</p>
        </>
      ) : needsReason ? (
        <TextInput
          data-autofocus
          maxLength={1000}
          label={t('tickets.reason.close')}
          placeholder={t('tickets.reason.placeholder')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      ) : (
        <p className={classes.confirmed}>{t('tickets.close.confirmed')}</p>
      )}
    </StepModal>
  );
}
