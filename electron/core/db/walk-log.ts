import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { type FormedBytes, plainOf, readOperation } from './operation-form.ts';
import { operationAt, readLogFrom } from './operation-log.ts';

/** So many are read from the disk at once. */
const stretch = 50;
const stretchBytes = 2 * 1024 * 1024;

/** An operation of this log, which was read once when it was accepted. */
export const readAgain = (formed: FormedBytes): Operation => {
  const read = readOperation(formed);
  if (!read.ok) throw new Error(`an operation of the log is unreadable: ${read.error.detail}`);
  return read.value.operation;
};

/** One operation of this log; null when it is not here. */
export const readStored = (connection: Connection, key: OperationKey): Operation | null => {
  const stored = operationAt(connection, key);
  return stored && readAgain(stored);
};

export interface LogEntry {
  readonly operation: Operation;
  /** Its place in the log. */
  readonly received: number;
}

export interface LogStep {
  readonly received: number;
  /** Null when it does not concern who asks. */
  readonly operation: Operation | null;
}

/**
 * Walks through the log in the order of arrival, one step for each operation, so that others can have their turn
 * in between. What moves from the log to its archive meanwhile is met all the same.
 * @param concerns whether an operation has to be parsed, by its plain bytes; all are when it is left out.
 * @param from place in the log to begin at.
 */
export function* walkLogInSteps(
  connection: Connection,
  concerns?: (plain: Buffer) => boolean,
  from = 0,
): Generator<LogStep, void> {
  for (let next = from; ; ) {
    const operations = readLogFrom(connection, next, stretch, stretchBytes);
    if (operations.length === 0) return;
    for (const stored of operations) {
      const { received } = stored;
      next = received + 1;
      const plain = concerns === undefined ? null : plainOf(stored);
      const isRead = plain === null || concerns?.(plain) === true;
      yield { received, operation: isRead ? readAgain(stored) : null };
    }
  }
}

/** As `walkLogInSteps`; gives only what concerns who asks. */
export function* walkLog(
  connection: Connection,
  concerns?: (plain: Buffer) => boolean,
  from = 0,
): Generator<LogEntry, void> {
  for (const { received, operation } of walkLogInSteps(connection, concerns, from)) {
    if (operation !== null) yield { received, operation };
  }
}
