import type { Connection } from './connection.ts';

/**
 * Operations that the hub dated otherwise after they were applied here. Their rows show what they showed until they
 * are computed again (`mend-stale.ts`); the mark stays through restarts, and goes along with copies.
 */
export interface StaleOperation {
  /** Its place in the log. */
  readonly received: number;
  /** How often it was marked: once more while its rows are computed means once again. */
  readonly marks: number;
}

export const markStale = (connection: Connection, received: number): void => {
  connection
    .prepare(
      `INSERT INTO stale_operation (received, marks) VALUES (?, 1)
       ON CONFLICT (received) DO UPDATE SET marks = marks + 1`,
    )
    .run(received);
};

export const readStale = (connection: Connection, most: number): StaleOperation[] =>
  connection
    .prepare('SELECT received, marks FROM stale_operation ORDER BY received LIMIT ?')
    // The table's columns, as its migration made them.
    .all(most) as StaleOperation[];

export const unmarkStale = (connection: Connection, done: readonly StaleOperation[]): void => {
  const unmark = connection.prepare('DELETE FROM stale_operation WHERE received = ? AND marks = ?');
  for (const { received, marks } of done) unmark.run(received, marks);
};

export const hasStale = (connection: Connection): boolean =>
  connection.prepare('SELECT 1 FROM stale_operation LIMIT 1').get() !== undefined;
