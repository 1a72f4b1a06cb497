import type { Connection } from '../db/connection.ts';
import { openErrorOf } from '../db/database.ts';
import { localTables, metaOfTheData } from '../db/database-copy.ts';

const isString = (value: unknown): value is string => typeof value === 'string';

/** `meta` of this PC, as far as it can be read. */
const readLocalMeta = (from: Connection): [string, string][] =>
  (from.prepare('SELECT key, value FROM meta').all() as { key: unknown; value: unknown }[]).flatMap(
    ({ key, value }): [string, string][] =>
      isString(key) && isString(value) && !metaOfTheData.includes(key) ? [[key, value]] : [],
  );

const columnsOf = (connection: Connection, table: string): string[] =>
  (connection.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[]).map(
    ({ name }) => name,
  );

const copyTable = (from: Connection, to: Connection, table: string, or: 'IGNORE' | 'REPLACE'): void => {
  const known = new Set(columnsOf(to, table));
  const columns = columnsOf(from, table).filter((column) => known.has(column));
  if (columns.length === 0) return;
  const insert = to.prepare(
    `INSERT OR ${or} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const rows = from
    .prepare(`SELECT ${columns.join(', ')} FROM ${table}`)
    .raw()
    .iterate();
  // Read as arrays, in the order of the columns.
  for (const row of rows as IterableIterator<unknown[]>) insert.run(...row);
};

/**
 * Brings what belongs to this PC and is no operation into another database: membership, keys, preferences, the
 * ticket counter, known peers, answers to retried commands. What stands there already holds. A table that a damaged
 * file no longer gives is passed over.
 */
export const carryLocalFacts = (
  from: Connection,
  to: Connection,
  onUnreadable: (what: string) => void,
): void => {
  const attempt = (what: string, copy: () => void): void => {
    try {
      to.sqlite.transaction(copy)();
    } catch (cause) {
      if (openErrorOf(cause)?.type !== 'database-corrupt') throw cause;
      onUnreadable(what);
    }
  };
  attempt('meta', () => {
    const insert = to.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
    for (const [key, value] of readLocalMeta(from)) insert.run(key, value);
  });
  for (const table of localTables) attempt(table, () => copyTable(from, to, table, 'IGNORE'));
  // The key of a device that was accepted here first holds, whatever a copy says of it.
  attempt('device_key', () => copyTable(from, to, 'device_key', 'REPLACE'));
};
