// Which key combination an event is, whatever the keyboard layout: `mod+k`, `alt+ArrowLeft`, `n`, `?`, `Escape`.
import { toAsciiDigits } from '../../shared/rules/digits.ts';

/** The part of a KeyboardEvent that decides. */
export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

export type KeyCombination = {
  /** Ctrl, or Cmd on a Mac. */
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** Lower case. */
  readonly key: string;
};

export function parseKeys(keys: string): KeyCombination {
  const parts = keys.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const has = (name: string) => parts.slice(0, -1).includes(name);
  return { mod: has('mod') || has('ctrl'), alt: has('alt'), shift: has('shift'), key };
}

/** The same key on a Persian or Arabic layout, where it types another character. */
const codeBySymbol: Readonly<Record<string, { readonly code: string; readonly shift: boolean }>> = {
  '?': { code: 'Slash', shift: true },
  '/': { code: 'Slash', shift: false },
  '.': { code: 'Period', shift: false },
  ',': { code: 'Comma', shift: false },
  '[': { code: 'BracketLeft', shift: false },
  ']': { code: 'BracketRight', shift: false },
};

const symbolByKey: Readonly<Record<string, string>> = { '؟': '?', '،': ',' };

function isKey(wanted: string, press: KeyPress): boolean {
  const typed = press.key.toLowerCase();
  if (/^[a-z]$/.test(wanted)) {
    // A Latin layout says which letter it is (AZERTY, Dvorak); any other layout is read by position.
    return /^[a-z]$/.test(typed) ? typed === wanted : press.code === `Key${wanted.toUpperCase()}`;
  }
  if (/^\d$/.test(wanted)) return toAsciiDigits(typed) === wanted || press.code === `Numpad${wanted}`;
  if (typed === wanted || symbolByKey[typed] === wanted) return true;
  const symbol = codeBySymbol[wanted];
  const isAscii = /^[\x20-\x7e]$/.test(typed);
  return !isAscii && symbol?.code === press.code && symbol.shift === press.shiftKey;
}

export function matchesKeys(combination: KeyCombination, press: KeyPress): boolean {
  // Shift is part of how a symbol is typed, so it decides only for letters, digits and named keys.
  const isSymbol = combination.key.length === 1 && !/^[a-z\d]$/.test(combination.key);
  return (
    combination.mod === (press.ctrlKey || press.metaKey) &&
    combination.alt === press.altKey &&
    (isSymbol || combination.shift === press.shiftKey) &&
    isKey(combination.key, press)
  );
}

/** Keys that mean something to a field with the caret in it are left to that field. */
export function worksWhileTyping(combination: KeyCombination): boolean {
  return combination.mod || combination.alt || /^(escape|f\d+)$/.test(combination.key);
}
