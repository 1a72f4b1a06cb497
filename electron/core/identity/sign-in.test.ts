import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user } from '../../../shared/entities/user.ts';
import { ok } from '../../../shared/lib/result.ts';
import { type Office, openOffice, testPassword } from '../../../test/support/desk.ts';
import { runCommand } from '../db/commit.ts';
import { createSignIn } from './sign-in.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const refused = { ok: false, error: { code: 'sign-in-refused' } };

describe('signing in', () => {
  it('takes the name from either keyboard, with its role', async () => {
    const signIn = createSignIn(office.hub.replica);
    for (const name of ['علي agent', 'علی Agent', ' علی  agent']) {
      expect(await signIn(name, testPassword)).toEqual(ok(office.users.agent));
    }
  });

  it('refuses a wrong password and an unknown name in the same words', async () => {
    const signIn = createSignIn(office.hub.replica);
    expect(await signIn('علی agent', 'غلط-غلط-غلط')).toEqual(refused);
    expect(await signIn('کسی دیگر', testPassword)).toEqual(refused);
  });

  it('lets a disabled user in no more, and says so only to who knows the password', async () => {
    const { replica } = office.hub;
    runCommand(replica, { name: 'user.disable', author: { userId: null } }, (tx) => {
      tx.update(user, office.users.senior.id, { status: 'disabled' });
      return ok(null);
    });
    const signIn = createSignIn(replica);
    expect(await signIn('علی senior', testPassword)).toEqual({ ok: false, error: { code: 'user-disabled' } });
    expect(await signIn('علی senior', 'غلط-غلط-غلط')).toEqual(refused);
  });

  it('slows down after three failures of one name, also when they come at once', async () => {
    const signIn = createSignIn(office.hub.replica);
    const answered: number[] = [];
    const startMs = office.clock.monotonicMs();
    const tries = Array.from({ length: 6 }, () =>
      signIn('علی level2', 'غلط-غلط-غلط').then(() => answered.push(office.clock.monotonicMs() - startMs)),
    );
    const allAnswered = Promise.all(tries);
    // Real time: scrypt runs in threads that the fake clock does not know.
    const untilAnswered = async (count: number): Promise<void> => {
      const deadlineMs = Date.now() + 15_000;
      while (answered.length < count && Date.now() < deadlineMs) await new Promise(setImmediate);
    };
    await untilAnswered(3);
    expect(answered).toEqual([0, 0, 0]);
    for (const [index, delayMs] of [500, 1000, 2000].entries()) {
      const deadlineMs = Date.now() + 15_000;
      while (office.clock.pendingTimers() === 0 && Date.now() < deadlineMs) await new Promise(setImmediate);
      await office.clock.advance(delayMs);
      await untilAnswered(4 + index);
    }
    await allAnswered;
    expect(answered).toEqual([0, 0, 0, 500, 1500, 3500]);
    // Somebody else is not made to wait.
    expect(await signIn('علی agent', testPassword)).toEqual(ok(office.users.agent));
  });
});
