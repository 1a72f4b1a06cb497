// Every step of the open ticket: what the buttons, the menu, the keys and the palette all run.
import { useMutation } from '@tanstack/react-query';
import type { ParseKeys } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Action, useActions } from '../../app/actions.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { go } from '../../app/navigation.ts';
import { useRight } from '../../app/use-right.ts';
import { showUndo } from '../../ui/show-undo.tsx';
import { copyText } from './copy-text.ts';
import { useQueueState } from './queue-state.ts';
import { offersStep, type StepName } from './ticket-facts.ts';
import type { TicketCard } from './ticket-types.ts';

export type StepDialog = Exclude<StepName, 'resume'> | 'details';

export type Step = {
  readonly name: StepName;
  readonly labelKey: ParseKeys;
  readonly keys?: string;
  readonly offered: boolean;
  readonly run: () => void;
};

const labelAndKeys: Readonly<Record<StepName, { readonly labelKey: ParseKeys; readonly keys?: string }>> = {
  resolve: { labelKey: 'tickets.action.resolve', keys: 'r' },
  waitInternal: { labelKey: 'tickets.action.waitInternal', keys: 'e' },
  waitCustomer: { labelKey: 'tickets.action.waitCustomer', keys: 'w' },
  resume: { labelKey: 'tickets.action.resume', keys: 'o' },
  reopen: { labelKey: 'tickets.action.reopen', keys: 'o' },
  assign: { labelKey: 'tickets.action.assign', keys: 'a' },
  close: { labelKey: 'tickets.action.close', keys: 'c' },
  cancel: { labelKey: 'tickets.action.cancel' },
};

const stepNames: readonly StepName[] = [
  'resolve',
  'waitInternal',
  'waitCustomer',
  'resume',
  'reopen',
  'assign',
  'close',
  'cancel',
];

/** @param card undefined while another ticket is still on screen: then nothing can be pressed. */
export function useTicketSteps(card: TicketCard | undefined) {
  const { t } = useTranslation();
  const mayWrite = useRight('ticket.write');
  const [asked, setAsked] = useState<{ readonly dialog: StepDialog; readonly ticketId: string } | null>(null);
  const ticketId = card?.ticket.id;
  const openDialog = (dialog: StepDialog): void => {
    if (ticketId !== undefined) setAsked({ dialog, ticketId });
  };
  const wait = useMutation(api.ticket.wait.mutationOptions({ onError: notifyError }));
  const resume = useMutation(
    api.ticket.resume.mutationOptions({
      onError: notifyError,
    }),
  );
  const busy = resume.isPending || wait.isPending;

  function runResume(): void {
    if (!card) return;
    const ticketId = card.ticket.id;
    const waitedFor = card.ticket.status === 'pending_internal' ? 'internal' : 'customer';
    resume.mutate(
      { ticketId },
      {
        onSuccess: () =>
          showUndo(t('tickets.done.resumed'), () => wait.mutate({ ticketId, for: waitedFor, reason: '' })),
      },
    );
  }

  const steps = stepNames.map(
    (name): Step => ({
      name,
      ...labelAndKeys[name],
      offered: mayWrite && card !== undefined && offersStep(name, card.ticket.status),
      run: name === 'resume' ? runResume : () => openDialog(name),
    }),
  );

  const number = card?.ticket.number;
  const customerId = card?.ticket.customerId;
  const toggleCustomer = useQueueState((state) => state.toggleCustomer);
  const actions: readonly Action[] = [
    ...steps.map(
      ({ name, labelKey, keys, offered, run }): Action => ({
        id: `ticket.${name}`,
        labelKey,
        group: 'ticket',
        enabled: offered && !busy,
        run,
        ...(keys === undefined ? {} : { keys }),
      }),
    ),
    {
      id: 'ticket.editDetails',
      labelKey: 'tickets.action.edit',
      group: 'ticket',
      keys: 'd',
      enabled: mayWrite && card !== undefined,
      run: () => openDialog('details'),
    },
    {
      id: 'ticket.copyNumber',
      labelKey: 'tickets.action.copyNumber',
      group: 'ticket',
      keys: 'y',
      enabled: number !== undefined,
      run: () => {
        if (number !== undefined) copyText(number, t('tickets.done.copied'));
      },
    },
    {
      id: 'ticket.showCustomer',
      labelKey: 'tickets.action.showCustomer',
      group: 'ticket',
      keys: 'u',
      enabled: card !== undefined,
      run: toggleCustomer,
    },
    {
      id: 'ticket.openCustomer',
      labelKey: 'tickets.action.openCustomer',
      group: 'ticket',
      keys: 'shift+u',
      enabled: customerId !== undefined,
      run: () => {
        if (customerId !== undefined) go({ screen: 'customers', customerId });
      },
    },
  ];
  useActions(actions);

  return {
    steps,
    busy,
    mayWrite,
    /** A question belongs to the ticket that it was asked about. */
    dialog: asked !== null && asked.ticketId === ticketId ? asked.dialog : null,
    openDialog,
    closeDialog: () => setAsked(null),
  };
}
