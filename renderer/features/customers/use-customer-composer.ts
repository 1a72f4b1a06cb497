import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { type Draft, dropDraft, emptyDraft, keepDraft, readDraft } from '../tickets/draft.ts';
import { type CallTimeError, parseCallTime } from './call-time.ts';
import { useOffice } from './use-office.ts';

/** What is said of a call besides its text. `when` is null for a call that has just ended. */
export type CallFacts = {
  readonly when: { readonly day: string; readonly time: string } | null;
  readonly durationMin: number | null;
  readonly ticketId: TicketId | null;
};

const noFacts: CallFacts = { when: null, durationMin: null, ticketId: null };
const newId = (): string => crypto.randomUUID();

/** The call or note being written for a customer: its text is kept on this PC until it is saved. */
export function useCustomerComposer(customerId: CustomerId, onSaved: (tab: Draft['tab']) => void) {
  const draftKey = `customer.${customerId}`;
  const [draft, setDraft] = useState<Draft>(() => readDraft(localStorage, draftKey) ?? emptyDraft(newId));
  const [facts, setFacts] = useState(noFacts);
  const [timeProblem, setTimeProblem] = useState<CallTimeError['type'] | null>(null);
  const { timeZoneOffsetMin } = useOffice();
  const note = useMutation(api.interaction.addNote.mutationOptions());
  const call = useMutation(api.interaction.logCall.mutationOptions());
  const isCall = draft.tab === 'call';
  const isSaving = note.isPending || call.isPending;
  const isMissedCall = isCall && draft.direction === 'out' && draft.outcome !== 'reached';
  const canSave = !isSaving && (draft.text.trim() !== '' || isMissedCall);

  function change(changes: Partial<Draft>): void {
    const changed = { ...draft, ...changes };
    setDraft(changed);
    keepDraft(localStorage, draftKey, changed);
  }
  function changeFacts(changes: Partial<CallFacts>): void {
    setFacts({ ...facts, ...changes });
    setTimeProblem(null);
  }
  /** Null for a call that has just ended, undefined when the time cannot be read. */
  function readTime(): number | null | undefined {
    if (facts.when === null) return null;
    const clock = { now: Date.now(), offsetMin: timeZoneOffsetMin };
    const at = parseCallTime(facts.when.day, facts.when.time, clock);
    if (at.ok) return at.value;
    setTimeProblem(at.error.type);
    return undefined;
  }
  function save(): void {
    if (!canSave) return;
    const target = { customerId, ticketId: facts.ticketId, commandId: draft.commandId };
    const onSuccess = () => {
      dropDraft(localStorage, draftKey);
      setDraft(emptyDraft(newId, draft.tab));
      setFacts(noFacts);
      onSaved(draft.tab);
    };
    if (!isCall) {
      note.mutate({ ...target, body: draft.text }, { onSuccess });
      return;
    }
    const at = readTime();
    if (at === undefined) return;
    const { direction } = draft;
    call.mutate(
      {
        ...target,
        direction,
        outcome: direction === 'in' ? 'reached' : draft.outcome,
        body: draft.text.trim(),
        durationSec: facts.durationMin === null ? null : Math.round(facts.durationMin * 60),
        at,
        confirmsResolution: false,
      },
      { onSuccess },
    );
  }
  const error = isCall ? call.error : note.error;
  return { draft, change, facts, changeFacts, timeProblem, save, canSave, isSaving, error };
}

export type Composing = ReturnType<typeof useCustomerComposer>;
