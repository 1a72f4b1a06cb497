import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeJoinSecret, parseJoinSecret } from './join-secret.ts';

const secret = makeJoinSecret({ bytes: (length) => randomBytes(length) });

describe('join secret', () => {
  it('is four groups of five characters that cannot be mistaken for each other', () => {
    expect(secret).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
  });

  it('is read however it was typed', () => {
    const sloppy = secret.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    const persian = secret.replace(/\d/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)));
    expect(parseJoinSecret(sloppy)).toEqual({ ok: true, value: secret });
    expect(parseJoinSecret(persian)).toEqual({ ok: true, value: secret });
  });

  it('is refused when a character is missing', () => {
    expect(parseJoinSecret(secret.slice(1)).ok).toBe(false);
  });

  it('notices nearly every wrong character before anything is sent', () => {
    const wrong = Array.from({ length: 200 }, (_, n) => {
      const at = (n % 19) + Math.floor((n % 19) / 5);
      const other = secret.charAt(at) === 'A' ? 'B' : 'A';
      return secret.slice(0, at) + other + secret.slice(at + 1);
    });
    const accepted = new Set(wrong.filter((text) => parseJoinSecret(text).ok));
    expect(accepted.size).toBeLessThanOrEqual(4);
  });
});
