import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { hasRight, type Right } from '../../../shared/rules/rights.ts';
import type { Connection } from '../db/connection.ts';
import { findRow } from '../db/find-row.ts';
import type { Command, Outcome } from '../usecases/command.ts';
import { answer } from './answer.ts';
import type { CoreServices, SessionHolder, SessionUser } from './context.ts';

/** What a query reads with. */
export interface Reading {
  readonly connection: Connection;
  readonly user: SessionUser;
  readonly nowMs: number;
}

/** One connection's way into the core: nothing passes without the signed-in user and the right it takes. */
export interface Caller {
  /** @throws the contract's `not-signed-in`, `user-disabled` or `right-missing`. */
  user(right?: Right): SessionUser;
  /** The same without a failure: null when nobody is signed in. */
  present(): SessionUser | null;
  read<T>(query: (reading: Reading) => T): T;
  /** Waits for a long writer to finish, then runs the command's one synchronous transaction. */
  write<T>(right: Right, run: (command: Command) => Outcome<T>): Promise<T>;
}

/** The user as the replica knows it now: a change of role or a lock counts from the moment it arrives here. */
const presentUser = (services: CoreServices, session: SessionHolder): Result<SessionUser, AppError> => {
  if (services.replica.membership() === null) return err({ code: 'not-set-up' });
  if (session.user === null) return err({ code: 'not-signed-in' });
  const row = findRow(services.replica.db.reader, 'user', session.user.id);
  if (row === null) return err({ code: 'not-signed-in' });
  if (row.status === 'disabled') return err({ code: 'user-disabled' });
  return ok({ id: row.id, name: row.name, role: row.role });
};

export const createCaller = (services: CoreServices, session: SessionHolder): Caller => {
  const user = (right?: Right): SessionUser => {
    const present = presentUser(services, session);
    if (present.ok && right !== undefined && !hasRight(present.value.role, right)) {
      return answer(err({ code: 'right-missing', data: { right } }));
    }
    return answer(present);
  };
  const write: Caller['write'] = async (right, run) => {
    user(right);
    await services.replica.db.gate.pass();
    return answer(run({ replica: services.replica, user: user(right) }));
  };
  return {
    user,
    present: () => {
      const present = presentUser(services, session);
      return present.ok ? present.value : null;
    },
    read: (query) =>
      query({
        user: user(),
        connection: services.replica.db.reader,
        nowMs: services.replica.clock.nowMs(),
      }),
    write,
  };
};
