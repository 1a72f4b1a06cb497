import { archiveEnd, archiveSize } from './archive.ts';
import type { Connection } from './connection.ts';
import { readOperation } from './operation-form.ts';
import { readLogFrom } from './operation-log.ts';

/** More operations than this are not looked at one by one. */
const mostLookedAt = 500;

/** The place of the newest operation in this replica's log; 0 when there is none. */
export const logPosition = (connection: Connection): number =>
  // Asked for after every commit.
  (
    connection.prepare('SELECT received FROM operation ORDER BY received DESC LIMIT 1').get() as
      | { received: number }
      | undefined
  )?.received ?? archiveEnd(connection);

/** Bytes of the operations from a place of the log on, in the log of at most `limit` of them. */
export const logBytesFrom = (connection: Connection, received: number, limit: number): number => {
  const row = connection
    .prepare(
      'SELECT total(size) AS size FROM (SELECT length(bytes) AS size FROM operation WHERE received >= ? ORDER BY received LIMIT ?)',
    )
    .get(received, limit) as { size: number };
  return row.size + archiveSize(connection, received).plainBytes;
};

/** Whether operations after `position` may have changed rows of these entities. Never says no wrongly. */
export const hasChangedSince = (
  connection: Connection,
  position: number,
  entityNames: readonly string[],
): boolean => {
  const operations = readLogFrom(connection, position + 1, mostLookedAt);
  return (
    operations.length === mostLookedAt ||
    operations.some((stored) => {
      const read = readOperation(stored);
      return !read.ok || read.value.operation.changes.some(({ entity }) => entityNames.includes(entity));
    })
  );
};
