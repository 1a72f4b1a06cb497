import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import classes from './dialogs.module.css';
import { StepModal } from './step-modal.tsx';
import type { TicketCard } from './ticket-types.ts';

type ResolveDialogProps = { readonly card: TicketCard; readonly onClose: () => void };

/** A ticket is resolved when it says what helped and what comes next: both, or it stays open. */
export function ResolveDialog({ card, onClose }: ResolveDialogProps) {
  const { t } = useTranslation();
  const [solution, setSolution] = useState('');
  const [nextStep, setNextStep] = useState('');
  const resolve = useMutation(api.ticket.resolve.mutationOptions({ onSuccess: onClose }));
  const isComplete = solution.trim() !== '' && nextStep.trim() !== '';
  return (
    <StepModal
      multiline
      title={t('tickets.resolve.title')}
      submitLabel={t('tickets.resolve.submit')}
      canSubmit={isComplete}
      isSaving={resolve.isPending}
      error={resolve.error}
      hint={isComplete ? undefined : t('tickets.resolve.required')}
      onSubmit={() => resolve.mutate({ ticketId: card.ticket.id, solution, nextStep })}
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={8}
        maxLength={4000}
        label={t('tickets.resolve.solution')}
        placeholder={t('tickets.resolve.solutionPlaceholder')}
        value={solution}
        onChange={(event) => setSolution(event.currentTarget.value)}
      />
      <Textarea
        autosize
        minRows={1}
        maxRows={4}
        maxLength={1000}
        label={t('tickets.resolve.nextStep')}
        placeholder={t('tickets.resolve.nextStepPlaceholder')}
        value={nextStep}
        onChange={(event) => setNextStep(event.currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => setNextStep(t('tickets.resolve.nothingMore'))}
        >
          {t('tickets.resolve.nothingMore')}
        </Button>
      </div>
    </StepModal>
  );
}
