import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './dialogs.module.css';
import { StepModal } from './step-modal.tsx';
import type { TicketCard } from './ticket-types.ts';

type ReasonDialogProps = { readonly card: TicketCard; readonly onClose: () => void };

type WaitDialogProps = ReasonDialogProps & { readonly waitFor: 'customer' | 'internal' };

/** Waiting asks what for, and takes an empty answer: Enter twice is enough. */
export function WaitDialog({ card, waitFor, onClose }: WaitDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const ticketId = card.ticket.id;
  const resume = useMutation(api.ticket.resume.mutationOptions({ onError: notifyError }));
  const wait = useMutation(
    api.ticket.wait.mutationOptions({
      onSuccess: () => {
        const said = waitFor === 'customer' ? 'tickets.done.waitingCustomer' : 'tickets.done.waitingInternal';
        showUndo(t(said), () => resume.mutate({ ticketId }));
        onClose();
      },
    }),
  );
  const isCustomer = waitFor === 'customer';
  return (
    <StepModal
      title={t(isCustomer ? 'tickets.action.waitCustomer' : 'tickets.action.waitInternal')}
      submitLabel={t(isCustomer ? 'tickets.action.waitCustomer' : 'tickets.action.waitInternal')}
      canSubmit
      isSaving={wait.isPending}
      error={wait.error}
      onSubmit={() => wait.mutate({ ticketId, for: waitFor, reason: reason.trim() })}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        maxLength={1000}
        label={t(isCustomer ? 'tickets.reason.pending_customer' : 'tickets.reason.pending_internal')}
        placeholder={t('tickets.reason.placeholder')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </StepModal>
  );
}

export function ReopenDialog({ card, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const reopen = useMutation(api.ticket.reopen.mutationOptions({ onSuccess: onClose }));
  return (
    <StepModal
      title={t('tickets.action.reopen')}
      submitLabel={t('tickets.action.reopen')}
      canSubmit={reason.trim() !== ''}
      hint={reason.trim() === '' ? t('tickets.reason.required') : undefined}
      isSaving={reopen.isPending}
      error={reopen.error}
      onSubmit={() => reopen.mutate({ ticketId: card.ticket.id, reason: reason.trim() })}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        maxLength={1000}
        label={t('tickets.reason.reopen')}
        placeholder={t('tickets.reason.placeholder')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </StepModal>
  );
}

export function CancelDialog({ card, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const cancel = useMutation(api.ticket.cancel.mutationOptions({ onSuccess: onClose }));
  return (
    <StepModal
      title={t('tickets.cancelTicket.title')}
      submitLabel={t('tickets.cancelTicket.submit')}
      canSubmit={reason.trim() !== ''}
      hint={reason.trim() === '' ? t('tickets.reason.required') : undefined}
      isSaving={cancel.isPending}
      error={cancel.error}
      onSubmit={() => cancel.mutate({ ticketId: card.ticket.id, reason: reason.trim() })}
      onClose={onClose}
    >
      <p className={classes.rule}>{t('tickets.cancelTicket.rule')}</p>
      <TextInput
        data-autofocus
        maxLength={1000}
        label={t('tickets.reason.cancel')}
        placeholder={t('tickets.reason.placeholder')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </StepModal>
  );
}
