// What somebody began to write stays with the ticket until it is saved: through a switch of tickets, a crash
// or a power cut. It belongs to this PC and is never synced.
import { z } from 'zod';
import { outcomes } from '../../../shared/entities/interaction.ts';

const draftSchema = z.object({
  tab: z.enum(['call', 'internal']),
  direction: z.enum(['in', 'out']),
  outcome: z.enum(outcomes),
  confirms: z.boolean(),
  text: z.string(),
  /** Names the save, so that saving again after a lost answer writes nothing twice. */
  commandId: z.uuid(),
});

export type Draft = z.output<typeof draftSchema>;

type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (ticketId: string): string => `paydar.draft.${ticketId}`;

export const emptyDraft = (newId: () => string, tab: Draft['tab'] = 'call'): Draft => ({
  tab,
  direction: 'out',
  outcome: 'reached',
  confirms: false,
  text: '',
  commandId: newId(),
});

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}

export function readDraft(storage: DraftStorage, ticketId: string): Draft | undefined {
  const stored = storage.getItem(keyOf(ticketId));
  return stored === null ? undefined : draftSchema.safeParse(parsed(stored)).data;
}

/**
 * Keeps the draft and says whether it is kept: without any text there is nothing to keep, and a full storage
 * must not stop anybody from typing.
 */
export function keepDraft(storage: DraftStorage, ticketId: string, draft: Draft): boolean {
  if (draft.text.trim() === '') {
    storage.removeItem(keyOf(ticketId));
    return false;
  }
  try {
    storage.setItem(keyOf(ticketId), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export const dropDraft = (storage: DraftStorage, ticketId: string): void =>
  storage.removeItem(keyOf(ticketId));
