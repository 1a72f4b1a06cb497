// What can be done right now. Screens register their actions while they are mounted; the keyboard, the
// palette and the shortcut sheet all read the same list, so that nothing can be clicked that has no name.
import type { ParseKeys } from 'i18next';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { matchesKeys, parseKeys, worksWhileTyping } from './key-match.ts';

/** In the order of the shortcut sheet. */
export const actionGroups = ['go', 'queue', 'ticket', 'customer', 'import', 'conflict', 'general'] as const;

export type ActionGroup = (typeof actionGroups)[number];

export type Action = {
  /** Unique, `noun.verb`. A later registration of the same id wins. */
  readonly id: string;
  readonly labelKey: ParseKeys;
  /** `n`, `mod+Enter`, `?`; several alternatives as a list. The first is the one shown. */
  readonly keys?: string | readonly string[];
  readonly group: ActionGroup;
  readonly run: () => void;
  /** An action that is not enabled is neither listed nor run. */
  readonly enabled?: boolean;
  /** Works by key and stands in the sheet, but is of no use in the palette (moving the selection). */
  readonly keyOnly?: boolean;
};

/** `dialog` actions silence those of the page for as long as they are registered. */
type Layer = 'page' | 'dialog';

type Registration = { readonly layer: Layer; readonly read: () => readonly Action[] };

type ActionRegistry = {
  readonly registrations: readonly Registration[];
  readonly add: (registration: Registration) => void;
  readonly remove: (registration: Registration) => void;
};

const useRegistry = create<ActionRegistry>()((set) => ({
  registrations: [],
  add: (registration) => set(({ registrations }) => ({ registrations: [...registrations, registration] })),
  remove: (registration) =>
    set(({ registrations }) => ({ registrations: registrations.filter((other) => other !== registration) })),
}));

/** Registers actions for as long as the calling component is mounted. The list may be new on every render. */
export function useActions(actions: readonly Action[], layer: Layer = 'page'): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const registration: Registration = { layer, read: () => latest.current };
    const { add, remove } = useRegistry.getState();
    add(registration);
    return () => remove(registration);
  }, [layer]);
}

/** Every combination that runs the action. */
export const allKeys = (action: Action): readonly string[] =>
  action.keys === undefined ? [] : typeof action.keys === 'string' ? [action.keys] : action.keys;

/** The keys to print on a button or in a list. */
export const shownKeys = (action: Action): string | undefined => allKeys(action)[0];

/** Everything that can be done now, newest registration first, one entry per id. */
export function enabledActions(layer: Layer = 'page'): readonly Action[] {
  const byId = new Map<string, Action>();
  for (const registration of useRegistry.getState().registrations.toReversed()) {
    if (registration.layer !== layer) continue;
    for (const action of registration.read()) {
      if (!byId.has(action.id)) byId.set(action.id, action);
    }
  }
  return [...byId.values()].filter((action) => action.enabled !== false);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  const notTyped = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'];
  return target instanceof HTMLInputElement && !notTyped.includes(target.type);
}

function runMatching(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const { registrations } = useRegistry.getState();
  const hasDialog =
    registrations.some(({ layer }) => layer === 'dialog') ||
    document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
  const typing = isTyping(event.target);
  for (const action of enabledActions(hasDialog ? 'dialog' : 'page')) {
    for (const keys of allKeys(action)) {
      const combination = parseKeys(keys);
      if (!matchesKeys(combination, event) || (typing && !worksWhileTyping(combination))) continue;
      event.preventDefault();
      // A held key walks through a list, and does nothing else twice.
      if (!event.repeat || combination.key.startsWith('arrow')) action.run();
      return;
    }
  }
}

/** Mounted once, at the root. */
export function useActionKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', runMatching);
    return () => window.removeEventListener('keydown', runMatching);
  }, []);
}
