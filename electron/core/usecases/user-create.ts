import { user } from '../../../shared/entities/user.ts';
import type { UserId } from '../../../shared/lib/ids.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import type { Role } from '../../../shared/rules/rights.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { findRows } from '../db/find-row.ts';
import { type Command, commit, type Outcome } from './command.ts';

export interface NewUser {
  readonly name: string;
  readonly role: Role;
  /** From `hashPassword`: hashing waits, and a transaction must not. */
  readonly passwordHash: string;
}

/** Makes a user who can sign in on every device. Errors: `name-taken`, whichever keyboard it was typed on. */
export const userCreate = (
  command: Command,
  { name, role, passwordHash }: NewUser,
): Outcome<{ id: UserId; name: string; role: Role }> =>
  commit(command, 'user.create', undefined, (tx) => {
    const nameKey = searchKeys(name).joined;
    if (nameKey === '') return err({ code: 'input-not-valid', data: { field: 'name', problem: 'empty' } });
    if (findRows(tx.connection, 'user', 'nameKey = ?', [nameKey]).length > 0) {
      return err({ code: 'name-taken', data: { name } });
    }
    const id = tx.insert(user, { name, nameKey, role, passwordHash, status: 'active' });
    return ok({ id, name, role });
  });
