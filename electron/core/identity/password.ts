import { scrypt, timingSafeEqual } from 'node:crypto';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { Random } from '../../../shared/lib/clock.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';

/** RFC 7914. N = 2^15 takes 32 MiB and some tenths of a second of one thread. */
const cost = { N: 2 ** 15, r: 8, p: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
export const minimumPasswordLength = 8;

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const derive = (password: string, salt: Uint8Array, length: number, { N, r, p }: ScryptCost) =>
  new Promise<Buffer>((resolve, reject) => {
    // The same password typed on another keyboard can come in another Unicode form.
    scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r }, (cause, key) => {
      if (cause === null) resolve(key);
      else reject(cause);
    });
  });

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Whether a new password may be used: at least 8 characters, as people count them. */
export const checkPassword = (password: string): Result<null, AppError> =>
  [...password].length < minimumPasswordLength
    ? err({ code: 'password-too-short', data: { minimum: minimumPasswordLength } })
    : ok(null);

/** @returns `scrypt$N$r$p$salt$hash`, salt and hash as base64url. */
export const hashPassword = async (password: string, random: Random): Promise<string> => {
  const salt = random.bytes(saltBytes);
  const hash = await derive(password, salt, hashBytes, cost);
  return ['scrypt', cost.N, cost.r, cost.p, encode(salt), encode(hash)].join('$');
};

/**
 * Nobody's hash: checking against it takes as long as against a real one, so the time does not tell whether a
 * name exists. 16 and 32 zero bytes; that any password derives to zeros is as likely as guessing the key.
 */
export const nobodysHash = `scrypt$${cost.N}$${cost.r}$${cost.p}$${encode(new Uint8Array(saltBytes))}$${encode(new Uint8Array(hashBytes))}`;

/** Compares in constant time. A hash that cannot be read fits no password. */
export const verifyPassword = async (password: string, stored: string): Promise<boolean> => {
  const parts = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{8,88})\$([\w-]{22,88})$/.exec(stored);
  const [, N, r, p, salt, hash] = parts ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const storedCost = { N: Number(N), r: Number(r), p: Number(p) };
  // A synced hash must not be able to take all memory of a desk: at most 128 MiB.
  if (storedCost.N * storedCost.r * storedCost.p > 2 ** 20) return false;
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, storedCost);
  return timingSafeEqual(actual, expected);
};
