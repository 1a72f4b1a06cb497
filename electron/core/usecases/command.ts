import type { AppError } from '../../../shared/contract/errors.ts';
import type { UserId } from '../../../shared/lib/ids.ts';
import type { Result } from '../../../shared/lib/result.ts';
import type { Role } from '../../../shared/rules/rights.ts';
import { runCommand } from '../db/commit.ts';
import type { Replica } from '../db/replica.ts';
import type { Transaction } from '../db/transaction.ts';

/** Who gives a command, and the replica that it is given to. Rights were checked by the caller. */
export interface Command {
  readonly replica: Replica;
  readonly user: { readonly id: UserId; readonly role: Role };
}

export type Outcome<T> = Result<T, AppError>;

/** Answer of commands that have nothing else to say. */
export const done = { done: true } as const;

/** Runs the body of `name` as one durable operation of the command's user. */
export const commit = <T>(
  command: Command,
  name: string,
  commandId: string | undefined,
  body: (transaction: Transaction) => Outcome<T>,
): Outcome<T> => runCommand(command.replica, { name, author: { userId: command.user.id }, commandId }, body);

export const notFound = (entity: string, id: string): AppError => ({
  code: 'not-found',
  data: { entity, id },
});
