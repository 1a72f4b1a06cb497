import { expect, test } from 'vitest';
import { copiedText, isUnread, movedOrder } from './contact-value.ts';

test('F-74: a copied number is in ASCII digits and can be dialled as it is', () => {
  expect(copiedText({ raw: '۰۹۱۲-۳۴۵-۶۷۸۹', e164: '+989123456789' })).toBe('09123456789');
  expect(copiedText({ raw: '+964 770 123 4567', e164: '+9647701234567' })).toBe('+9647701234567');
  expect(copiedText({ raw: '۰۹۱۲۳۴۵', e164: null })).toBe('0912345');
  expect(copiedText({ raw: 'user@example.ir', e164: null })).toBe('user@example.ir');
});

test('F-14: a number that was not understood is marked, an email is not', () => {
  expect(isUnread({ type: 'mobile', e164: null })).toBe(true);
  expect(isUnread({ type: 'mobile', e164: '+989123456789' })).toBe(false);
  expect(isUnread({ type: 'email', e164: null })).toBe(false);
});

test('a contact moves to its new place and the others keep their order', () => {
  expect(movedOrder(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(movedOrder(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(movedOrder(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  expect(movedOrder(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});
