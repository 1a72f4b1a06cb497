import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';
import { isPhone } from '../customers/contact-value.ts';
import { useOffice } from '../customers/use-office.ts';
import { type CallTimeError, parseCallTime } from './call-time.ts';
import { type Draft, dropDraft, emptyDraft, keepDraft, readDraft } from './draft.ts';

export type ContactPoint = ApiOutputs['customer']['get']['contacts'][number];

/** What is said of an entry besides its text. */
export type EntryFacts = {
  /** Null for a call that has just ended. */
  readonly when: { readonly day: string; readonly time: string } | null;
  readonly durationMin: number | null;
  /** Undefined until somebody chooses: then it is the preferred number. Null is none of them. */
  readonly contactPointId: ContactPoint['id'] | null | undefined;
  readonly ticketId: TicketId | null;
};

export type ComposerInput = {
  readonly customerId: CustomerId;
  /** The ticket that is open; null where the entry is the customer's, unless one is chosen. */
  readonly ticketId: TicketId | null;
  /** The preferred one first. */
  readonly contacts: readonly ContactPoint[];
  readonly onSaved: (tab: Draft['tab']) => void;
};

const newId = (): string => crypto.randomUUID();

/** The call or note being written: its text is kept on this PC with every change, and gone once it is saved. */
export function useComposer({ customerId, ticketId, contacts, onSaved }: ComposerInput) {
  const draftKey = ticketId ?? `customer.${customerId}`;
  const noFacts: EntryFacts = { when: null, durationMin: null, contactPointId: undefined, ticketId };
  const [draft, setDraft] = useState<Draft>(() => readDraft(localStorage, draftKey) ?? emptyDraft(newId));
  const [isKept, setIsKept] = useState(draft.text.trim() !== '');
  const [facts, setFacts] = useState(noFacts);
  const [timeProblem, setTimeProblem] = useState<CallTimeError['type'] | null>(null);
  const { timeZoneOffsetMin } = useOffice();
  const note = useMutation(api.interaction.addNote.mutationOptions());
  const call = useMutation(api.interaction.logCall.mutationOptions());
  const isCall = draft.tab === 'call';
  const isSaving = note.isPending || call.isPending;
  // A call that reached nobody may be saved without a word.
  const isMissedCall = isCall && draft.direction === 'out' && draft.outcome !== 'reached';
  const canSave = !isSaving && (draft.text.trim() !== '' || isMissedCall);
  const numbers = contacts.filter(isPhone);
  const number =
    facts.contactPointId === undefined ? numbers[0] : numbers.find(({ id }) => id === facts.contactPointId);

  function change(changes: Partial<Draft>): void {
    const changed = { ...draft, ...changes };
    setDraft(changed);
    setIsKept(keepDraft(localStorage, draftKey, changed));
  }

  function changeFacts(changes: Partial<EntryFacts>): void {
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
    const onSuccess = (): void => {
      dropDraft(localStorage, draftKey);
      setDraft(emptyDraft(newId, draft.tab));
      setIsKept(false);
      setFacts(noFacts);
      onSaved(draft.tab);
    };
    if (!isCall) {
      note.mutate({ ...target, body: draft.text }, { onSuccess });
      return;
    }
    const at = readTime();
    if (at === undefined) return;
    const { direction, confirms } = draft;
    const outcome = direction === 'in' ? 'reached' : draft.outcome;
    call.mutate(
      {
        ...target,
        direction,
        outcome,
        body: draft.text.trim(),
        durationSec: facts.durationMin === null ? null : Math.round(facts.durationMin * 60),
        at,
        contactPointId: number?.id ?? null,
        confirmsResolution: confirms && outcome === 'reached' && facts.ticketId !== null,
      },
      { onSuccess },
    );
  }

  const error = isCall ? call.error : note.error;
  return {
    draft,
    change,
    facts,
    changeFacts,
    numbers,
    number,
    timeProblem,
    save,
    canSave,
    isSaving,
    isKept,
    error,
  };
}

export type Composing = ReturnType<typeof useComposer>;
