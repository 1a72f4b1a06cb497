import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { storageError } from './atomically.ts';
import { appendLocalChanges } from './commit.ts';
import { isRejoining } from './rejoining.ts';
import type { Author, Replica } from './replica.ts';
import type { Touched } from './touched.ts';
import { openTransaction, type Transaction } from './transaction.ts';

/**
 * One SQLite transaction that stays open over many turns of the event loop, so that a long import is all or
 * nothing while queries on the reading connection go on. Holds the write gate until it is committed or rolled
 * back; whoever writes must pass the gate first.
 */
export interface Bulk {
  /** Appends what `body` writes as operations of this device. Keep a slice short: it is synchronous. */
  slice(body: (transaction: Transaction) => void): Result<null, AppError>;
  /** Makes everything durable and tells the replica's listeners, once. */
  commit(): Result<null, AppError>;
  /** Undoes everything. Does nothing after `commit` or a failure, which has undone everything already. */
  rollback(): void;
}

/**
 * Waits for the write gate and begins.
 * @param command the name that the operations carry.
 */
export const beginBulk = async (
  replica: Replica,
  command: string,
  author: Author,
): Promise<Result<Bulk, AppError>> => {
  const { writer, gate } = replica.db;
  const release = await gate.hold();
  // Commands that passed the gate just before run in this turn; they must not find our transaction open.
  await new Promise<void>((resolve) => setImmediate(resolve));
  const touched: Touched = new Map();
  let operations = 0;
  let isOpen = true;

  const close = (): void => {
    isOpen = false;
    release();
  };
  const rollback = (): void => {
    if (!isOpen) return;
    try {
      // A full disk makes SQLite roll back by itself.
      if (writer.sqlite.inTransaction) writer.sqlite.exec('ROLLBACK');
    } finally {
      close();
    }
  };
  const guarded = (run: () => void): Result<null, AppError> => {
    if (!isOpen) throw new Error('this bulk command is over');
    try {
      run();
      return ok(null);
    } catch (cause) {
      rollback();
      const known = storageError(cause);
      if (known !== null) return err(known);
      throw cause;
    }
  };

  if (isRejoining(writer)) {
    close();
    return err({ code: 'not-set-up' });
  }
  const begun = guarded(() => writer.sqlite.exec('BEGIN IMMEDIATE'));
  if (!begun.ok) return begun;
  return ok({
    slice: (body) =>
      guarded(() => {
        const transaction = openTransaction(replica, writer);
        body(transaction);
        operations += appendLocalChanges(replica, writer, author, command, transaction.changes, touched);
      }),
    commit: () => {
      const committed = guarded(() => writer.sqlite.exec('COMMIT'));
      if (!committed.ok) return committed;
      close();
      if (operations > 0) replica.announce(touched, 'local', operations);
      return committed;
    },
    rollback,
  });
};
