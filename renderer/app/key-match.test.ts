import { describe, expect, it } from 'vitest';
import { type KeyPress, matchesKeys, parseKeys, worksWhileTyping } from './key-match.ts';

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

const matches = (keys: string, event: KeyPress) => matchesKeys(parseKeys(keys), event);

describe('matching keys', () => {
  it('finds a letter on a Latin and on a Persian layout', () => {
    expect(matches('n', press('n', 'KeyN'))).toBe(true);
    expect(matches('n', press('د', 'KeyN'))).toBe(true);
    expect(matches('n', press('د', 'KeyB'))).toBe(false);
  });

  it('goes by the letter, not by the position, where the layout is Latin', () => {
    expect(matches('a', press('a', 'KeyQ'))).toBe(true);
    expect(matches('q', press('a', 'KeyQ'))).toBe(false);
  });

  it('opens the palette by Ctrl+K on every layout, and by Cmd+K', () => {
    expect(matches('mod+k', press('k', 'KeyK', { ctrlKey: true }))).toBe(true);
    expect(matches('mod+k', press('ن', 'KeyK', { ctrlKey: true }))).toBe(true);
    expect(matches('mod+k', press('k', 'KeyK', { metaKey: true }))).toBe(true);
    expect(matches('mod+k', press('k', 'KeyK'))).toBe(false);
  });

  it('takes no combination for a plain letter', () => {
    expect(matches('n', press('n', 'KeyN', { ctrlKey: true }))).toBe(false);
    expect(matches('n', press('N', 'KeyN', { shiftKey: true }))).toBe(false);
    expect(matches('shift+n', press('N', 'KeyN', { shiftKey: true }))).toBe(true);
    expect(matches('n', press('n', 'KeyN', { altKey: true }))).toBe(false);
  });

  it('reads ? in Latin, Persian and by its place', () => {
    expect(matches('?', press('?', 'Slash', { shiftKey: true }))).toBe(true);
    expect(matches('?', press('؟', 'Slash', { shiftKey: true }))).toBe(true);
    expect(matches('?', press('/', 'Slash'))).toBe(false);
    expect(matches('/', press('?', 'Slash', { shiftKey: true }))).toBe(false);
  });

  it('reads digits of any script', () => {
    expect(matches('3', press('۳', 'Digit3'))).toBe(true);
    expect(matches('3', press('٣', 'Digit3'))).toBe(true);
    expect(matches('3', press('4', 'Digit4'))).toBe(false);
  });

  it('reads named keys with their modifiers', () => {
    expect(matches('alt+ArrowLeft', press('ArrowLeft', 'ArrowLeft', { altKey: true }))).toBe(true);
    expect(matches('mod+Enter', press('Enter', 'NumpadEnter', { ctrlKey: true }))).toBe(true);
    expect(matches('Escape', press('Escape', 'Escape'))).toBe(true);
  });

  it('leaves plain keys to the field with the caret', () => {
    expect(worksWhileTyping(parseKeys('n'))).toBe(false);
    expect(worksWhileTyping(parseKeys('Enter'))).toBe(false);
    expect(worksWhileTyping(parseKeys('mod+Enter'))).toBe(true);
    expect(worksWhileTyping(parseKeys('Escape'))).toBe(true);
  });
});
