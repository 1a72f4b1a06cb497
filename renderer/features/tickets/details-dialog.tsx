import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import classes from './dialogs.module.css';
import { type Nature, NatureFields } from './nature-fields.tsx';
import { StepModal } from './step-modal.tsx';
import type { TicketCard } from './ticket-types.ts';

type DetailsDialogProps = { readonly card: TicketCard; readonly onClose: () => void };

/** Subject, type, impact and urgency. Only what was changed is written, so that nobody's work is touched. */
export function DetailsDialog({ card, onClose }: DetailsDialogProps) {
  const { t } = useTranslation();
  const { id, subject: oldSubject, type, impact, urgency } = card.ticket;
  const [subject, setSubject] = useState(oldSubject);
  const [nature, setNature] = useState<Nature>({ type, impact, urgency });
  const update = useMutation(api.ticket.update.mutationOptions({ onSuccess: onClose }));
  const changes = {
    ...(subject.trim() === oldSubject ? {} : { subject: subject.trim() }),
    ...(nature.type === type ? {} : { type: nature.type }),
    ...(nature.impact === impact ? {} : { impact: nature.impact }),
    ...(nature.urgency === urgency ? {} : { urgency: nature.urgency }),
  };
  return (
    <StepModal
      title={t('tickets.action.edit')}
      submitLabel={t('common.save')}
      canSubmit={subject.trim() !== '' && Object.keys(changes).length > 0}
      isSaving={update.isPending}
      error={update.error}
      onSubmit={() => update.mutate({ ticketId: id, ...changes })}
      onClose={onClose}
    >
      <div data-fields className={classes.form}>
        <TextInput
          data-autofocus
          maxLength={300}
          label={t('tickets.field.subject')}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <NatureFields nature={nature} onChange={setNature} />
      </div>
    </StepModal>
  );
}
