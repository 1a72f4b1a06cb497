import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../app/api.ts';
import { type Draft, dropDraft, emptyDraft, keepDraft, readDraft } from './draft.ts';
import type { TicketCard } from './ticket-types.ts';

const newId = (): string => crypto.randomUUID();

/** The entry being written for a ticket: kept on this PC with every change, gone once it is saved. */
export function useComposer({ ticket }: TicketCard) {
  const [draft, setDraft] = useState<Draft>(() => readDraft(localStorage, ticket.id) ?? emptyDraft(newId));
  const [isKept, setIsKept] = useState(draft.text.trim() !== '');
  const note = useMutation(api.interaction.addNote.mutationOptions());
  const call = useMutation(api.interaction.logCall.mutationOptions());
  const isSaving = note.isPending || call.isPending;
  // A call that reached nobody may be saved without a word.
  const isMissedCall = draft.tab === 'call' && draft.direction === 'out' && draft.outcome !== 'reached';
  const canSave = !isSaving && (draft.text.trim() !== '' || isMissedCall);

  function change(changes: Partial<Draft>): void {
    const changed = { ...draft, ...changes };
    setDraft(changed);
    setIsKept(keepDraft(localStorage, ticket.id, changed));
  }

  function save(): void {
    if (!canSave) return;
    const target = { customerId: ticket.customerId, ticketId: ticket.id, commandId: draft.commandId };
    const options = {
      onSuccess: () => {
        dropDraft(localStorage, ticket.id);
        setDraft(emptyDraft(newId, draft.tab));
        setIsKept(false);
      },
    };
    if (draft.tab === 'internal') {
      note.mutate({ ...target, body: draft.text }, options);
    } else {
      const { direction, confirms } = draft;
      const outcome = direction === 'in' ? 'reached' : draft.outcome;
      call.mutate(
        {
          ...target,
          direction,
          outcome,
          body: draft.text.trim(),
          confirmsResolution: confirms && outcome === 'reached',
        },
        options,
      );
    }
  }

  return {
    draft,
    change,
    save,
    canSave,
    isSaving,
    isKept,
    error: draft.tab === 'internal' ? note.error : call.error,
  };
}
