import type { AppError } from '../../../shared/contract/errors.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { session } from '../../../shared/contract/session.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { findRows } from '../db/find-row.ts';
import type { Replica } from '../db/replica.ts';
import { nobodysHash, verifyPassword } from './password.ts';

export type SessionUser = OutputOf<typeof session.signIn>;

/** Answers `sign-in-refused` alike, and as slowly, for an unknown name and a wrong password. */
export type SignIn = (name: string, password: string) => Promise<Result<SessionUser, AppError>>;

const freeFailures = 3;
const firstDelayMs = 500;
const longestDelayMs = 8000;
const forgottenAfterMs = 5 * 60_000;
/** Names are counted whether they exist or not; the oldest make room. */
const countedNames = 1000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** Offline sign-in against the synced users. Owns the count of failures; restarting forgets it. */
export const createSignIn = (replica: Replica): SignIn => {
  const { clock } = replica;
  const failuresByKey = new Map<string, Failures>();

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(delayMs, resolve);
    });

  const delayFor = (key: string): number => {
    const failures = failuresByKey.get(key);
    if (failures === undefined || clock.monotonicMs() - failures.lastMs > forgottenAfterMs) return 0;
    const beyond = failures.count - freeFailures;
    return beyond < 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** beyond);
  };

  const noteFailure = (key: string): void => {
    const before = failuresByKey.get(key);
    const old = before === undefined || clock.monotonicMs() - before.lastMs > forgottenAfterMs;
    failuresByKey.delete(key);
    failuresByKey.set(key, { count: old ? 1 : before.count + 1, lastMs: clock.monotonicMs() });
    const oldest = failuresByKey.keys().next();
    if (failuresByKey.size > countedNames && !oldest.done) failuresByKey.delete(oldest.value);
  };

  const attempt = async (key: string, password: string): Promise<Result<SessionUser, AppError>> => {
    const delayMs = delayFor(key);
    if (delayMs > 0) await wait(delayMs);
    // Two admins on two islands can have made users of one name: each has a password of their own.
    const users = findRows(replica.db.reader, 'user', 'nameKey = ?', [key]).slice(0, 4);
    const hashes = users.length === 0 ? [nobodysHash] : users.map((user) => user.passwordHash);
    const fits = await Promise.all(hashes.map((hash) => verifyPassword(password, hash)));
    const user = users.find((_, index) => fits[index] === true);
    if (user === undefined) {
      noteFailure(key);
      return err({ code: 'sign-in-refused' });
    }
    failuresByKey.delete(key);
    if (user.status === 'disabled') return err({ code: 'user-disabled' });
    return ok({ id: user.id, name: user.name, role: user.role });
  };

  // One after the other per name: a hundred tries at once would all come before the first delay.
  const lastByKey = new Map<string, Promise<unknown>>();
  return async (name, password) => {
    if (replica.membership() === null) return err({ code: 'not-set-up' });
    const key = searchKeys(name).joined;
    const before = lastByKey.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => attempt(key, password));
    lastByKey.set(key, mine);
    try {
      return await mine;
    } finally {
      if (lastByKey.get(key) === mine) lastByKey.delete(key);
    }
  };
};
