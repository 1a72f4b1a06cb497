import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { type FormedBytes, plainOf, readOperation } from './operation-form.ts';
import { operationAt, readLogFrom } from './operation-log.ts';

const stretch = 500;
/** A log of imports has some hundred KB to the operation: 500 of them are not held at once. */
const stretchBytes = 8 * 1024 * 1024;

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

/**
 * Walks through the log in the order of arrival.
 * @param concerns whether an operation has to be parsed, by its plain bytes; all are when it is left out.
 * @param from place in the log to begin at.
 */
export function* walkLog(
  connection: Connection,
  concerns?: (plain: Buffer) => boolean,
  from = 0,
): Generator<LogEntry> {
  for (let next = from; ; ) {
    const operations = readLogFrom(connection, next, stretch, stretchBytes);
    if (operations.length === 0) return;
    for (const stored of operations) {
      next = stored.received + 1;
      const plain = concerns === undefined ? null : plainOf(stored);
      if (plain === null || concerns?.(plain) === true)
        yield { operation: readAgain(stored), received: stored.received };
    }
  }
}
