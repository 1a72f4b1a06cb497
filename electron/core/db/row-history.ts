import type { Change } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { Steps } from './steps.ts';
import { type LogEntry, walkLogInSteps } from './walk-log.ts';

export type RowName = Pick<Change, 'entity' | 'id'>;

export const rowKey = ({ entity, id }: RowName): string => `${entity} ${id}`;

/** Up to so many rows, an operation's bytes are searched for their ids before they are parsed. */
const mostSearched = 32;

/** Whether an operation may concern one of some rows, by its plain bytes. */
const mayConcern = (rows: readonly Pick<Change, 'id'>[]): ((plain: Buffer) => boolean) => {
  const ids = rows.map(({ id }) => Buffer.from(id));
  return (plain) => ids.length > mostSearched || ids.some((id) => plain.includes(id));
};

/** Counts how often something was taken out of this log: what was looked up in it before no longer holds. */
export const logEdition = (connection: Connection): string => readMeta(connection, 'logEdition') ?? '0';

/** Inside the transaction that takes something out of the log. */
export const countLogEdition = (connection: Connection): void =>
  writeMeta(connection, 'logEdition', String(Number(logEdition(connection)) + 1));

/** Everything that a log says of some rows, looked up step by step while it goes on growing. */
export interface RowHistory {
  readonly rows: readonly RowName[];
  /** What concerns the rows, in the order of arrival; of each operation only those changes. */
  readonly entries: readonly LogEntry[];
  /** Reads on from where it ended last, to the end of the log as it is by then. A step reads one operation. */
  read(): Steps<void>;
  /** What concerns some of its rows. */
  of(rows: readonly RowName[]): LogEntry[];
  /** Whether nothing was taken out of the log since it began to read. */
  holds(): boolean;
}

export const openRowHistory = (connection: Connection, rows: readonly RowName[]): RowHistory => {
  const wanted = new Set(rows.map(rowKey));
  const concerns = mayConcern(rows);
  const entries: LogEntry[] = [];
  const byRow = new Map<string, LogEntry[]>();
  const edition = logEdition(connection);
  let next = 0;

  const take = ({ operation, received }: LogEntry): void => {
    const changes = operation.changes.filter((change) => wanted.has(rowKey(change)));
    if (changes.length === 0) return;
    const entry = { operation: { ...operation, changes }, received };
    entries.push(entry);
    for (const change of changes) {
      const known = byRow.get(rowKey(change));
      if (known === undefined) byRow.set(rowKey(change), [entry]);
      else known.push(entry);
    }
  };

  return {
    rows,
    entries,
    *read() {
      for (const { operation, received } of walkLogInSteps(connection, concerns, next)) {
        next = received + 1;
        if (operation !== null) take({ operation, received });
        yield received;
      }
    },
    of: (some) =>
      [...new Set(some.flatMap((row) => byRow.get(rowKey(row)) ?? []))].sort(
        (a, b) => a.received - b.received,
      ),
    holds: () => logEdition(connection) === edition,
  };
};
