import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { checkPassword, hashPassword, nobodysHash, verifyPassword } from './password.ts';

describe('passwords', () => {
  it('are kept as scrypt with a salt of their own, and only the same password fits', async () => {
    const random = seededRandom(1);
    const [one, other] = [await hashPassword('کلید خانه', random), await hashPassword('کلید خانه', random)];
    expect(one).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword('کلید خانه', one)).toBe(true);
    expect(await verifyPassword('کلید خانه ', one)).toBe(false);
  });

  it('typed in another Unicode form are the same', async () => {
    const hash = await hashPassword('café-1405', seededRandom(1));
    expect(await verifyPassword('cafe\u0301-1405', hash)).toBe(true);
  });

  it('need 8 characters, as people count them', () => {
    expect(checkPassword('1234567')).toEqual({
      ok: false,
      error: { code: 'password-too-short', data: { minimum: 8 } },
    });
    expect(checkPassword('😀😀😀😀').ok).toBe(false);
    expect(checkPassword('۱۲۳۴۵۶۷۸').ok).toBe(true);
  });

  it.each([
    '',
    'plain',
    'scrypt$32768$8$1$AAAA',
    'scrypt$99999999$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA',
  ])('fit no hash that cannot be read or would take too much memory: «%s»', async (hash) => {
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('never fit nobody’s hash', async () => {
    expect(await verifyPassword('', nobodysHash)).toBe(false);
    expect(await verifyPassword('12345678', nobodysHash)).toBe(false);
  });
});
