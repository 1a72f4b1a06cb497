import type { Change, Operation } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { readOperation } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';
import { indexRowsOf } from './search-documents.ts';

/** Changes whose documents are made in one go: a customer stands beside their contacts, and is indexed once. */
const stretch = 64;

/** Whether rows that are here cannot be found yet. */
export const isSearchPending = (connection: Connection): boolean =>
  connection.prepare('SELECT 1 FROM search_pending LIMIT 1').get() !== undefined;

interface Pending {
  readonly received: number;
  readonly next: number;
}

/** Makes the documents of operations that were too large to be indexed as they came. */
export interface SearchIndexer {
  /**
   * Goes on until everything is indexed or `isOver`. Inside a transaction only.
   * @returns whether everything is indexed.
   */
  run(isOver: () => boolean): boolean;
}

export const createSearchIndexer = (connection: Connection): SearchIndexer => {
  /** A large operation is indexed over many turns and read once. */
  let read: { readonly received: number; readonly changes: readonly Change[] } | null = null;

  const changesOf = (received: number): readonly Change[] => {
    if (read?.received === received) return read.changes;
    const [stored] = readLogFrom(connection, received, 1);
    const found = stored?.received === received ? readOperation(stored) : null;
    // What is in the log was read when it came in.
    const operation: Operation | null = found?.ok ? found.value.operation : null;
    read = { received, changes: operation?.changes ?? [] };
    return read.changes;
  };

  return {
    run: (isOver) => {
      for (;;) {
        const pending = connection
          .prepare('SELECT received, next FROM search_pending ORDER BY received LIMIT 1')
          // The table's columns, as its migration made them.
          .get() as Pending | undefined;
        if (pending === undefined) {
          read = null;
          return true;
        }
        const changes = changesOf(pending.received);
        const next = pending.next + stretch;
        indexRowsOf(connection, changes.slice(pending.next, next));
        if (next >= changes.length)
          connection.prepare('DELETE FROM search_pending WHERE received = ?').run(pending.received);
        else
          connection
            .prepare('UPDATE search_pending SET next = ? WHERE received = ?')
            .run(next, pending.received);
        if (isOver()) return false;
      }
    },
  };
};
