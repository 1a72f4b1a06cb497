import { createHash } from 'node:crypto';
import type { Random } from '../../../shared/lib/clock.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';

/** Crockford's base 32: no I, L, O, U, so that nothing is read wrong aloud or on paper. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 19;
const groupLength = 5;

const checkCharacter = (body: string): string => {
  const first = createHash('sha256').update(body).digest()[0] ?? 0;
  return alphabet.charAt(first & 31);
};

/**
 * The organisation secret in the form in which people type it: `XXXXX-XXXXX-XXXXX-XXXXX`, 95 random
 * bits and a check character.
 */
export const makeJoinSecret = (random: Random): string => {
  const body = Array.from(random.bytes(bodyLength), (byte) => alphabet.charAt(byte & 31)).join('');
  const text = body + checkCharacter(body);
  return text.match(new RegExp(`.{${groupLength}}`, 'g'))?.join('-') ?? text;
};

/** Reads a secret as typed: any case, spaces or dashes, any digits, O for 0 and I or L for 1. */
export const parseJoinSecret = (typed: string): Result<string, { readonly code: 'secret-unreadable' }> => {
  const text = toAsciiDigits(typed)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const body = text.slice(0, bodyLength);
  if (text.length !== bodyLength + 1 || checkCharacter(body) !== text.slice(bodyLength)) {
    return err({ code: 'secret-unreadable' });
  }
  return ok(text.match(new RegExp(`.{${groupLength}}`, 'g'))?.join('-') ?? text);
};
