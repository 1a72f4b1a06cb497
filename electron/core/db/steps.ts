import type { AppError } from '../../../shared/contract/errors.ts';
import type { Result } from '../../../shared/lib/result.ts';
import { storageError } from './atomically.ts';
import type { Database } from './database.ts';

/**
 * Long work in short steps: after each `yield` whoever drives it may let others have their turn. A step takes a few
 * milliseconds at most, and may say which place of the log it has come to.
 */
export type Steps<T> = Generator<number | undefined, T>;

export interface InTurns {
  /** Gives others their turn once a piece has taken its time, and says null before; throws when the work is to end. */
  readonly breathe: () => Promise<void> | null;
  /** Told which place of the log was read. */
  readonly onPlace: (received: number) => void;
}

/** The usual length of a piece, milliseconds. */
const pieceMs = 8;

/** @param isOver the database is about to be closed. */
export const createPace = (
  monotonicMs: () => number,
  isOver: () => boolean,
  onPlace: InTurns['onPlace'],
): InTurns => {
  let startedMs = monotonicMs();
  const rest = async (): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    startedMs = monotonicMs();
    if (isOver()) throw new Error('the database is closed');
  };
  return { onPlace, breathe: () => (monotonicMs() - startedMs < pieceMs ? null : rest()) };
};

/** Does all of it at once: for tests, and where nobody waits for a turn. */
export const runAtOnce = <T>(steps: Steps<T>): T => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Does it with turns for others in between. */
export const runInTurns = async <T>(steps: Steps<T>, { breathe, onPlace }: InTurns): Promise<T> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value !== undefined) onPlace(step.value);
    // Not even the promises of others come in between before it is time.
    const rest = breathe();
    if (rest !== null) await rest;
  }
};

/**
 * One transaction over many turns of the event loop: all of it or nothing, while queries on the reading connection
 * go on over what was there before. Commands wait at the gate, so only what has to be one whole belongs in it.
 * A failure, expected or thrown, leaves nothing behind.
 * @param onCommitted told before anybody passes the gate.
 */
export const atomicallyInTurns = async <T, E>(
  { writer, gate }: Pick<Database, 'writer' | 'gate'>,
  body: () => Steps<Result<T, E>>,
  inTurns: InTurns,
  onStorage: (error: AppError) => E,
  onCommitted: (value: T) => void,
): Promise<Result<T, E>> => {
  const { sqlite } = writer;
  const release = await gate.hold();
  let hasBegun = false;
  try {
    // Whoever passed the gate just before goes on before this: nobody must find our transaction open.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    sqlite.exec('BEGIN IMMEDIATE');
    hasBegun = true;
    const result = await runInTurns(body(), inTurns);
    sqlite.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
    if (result.ok) onCommitted(result.value);
    return result;
  } catch (cause) {
    // A full disk makes SQLite roll back by itself.
    if (hasBegun && sqlite.open && sqlite.inTransaction) sqlite.exec('ROLLBACK');
    const known = storageError(cause);
    if (known !== null) return { ok: false, error: onStorage(known) };
    throw cause;
  } finally {
    release();
  }
};
