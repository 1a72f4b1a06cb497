import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from './connection.ts';
import type { DataModel } from './data-model.ts';
import { isHeld } from './far-ahead.ts';
import { readMeta, writeMeta } from './meta.ts';
import { applyOperation } from './operation-log.ts';
import { noteWordsOfLog } from './settle-restamps.ts';
import { walkLog } from './walk-log.ts';

const derivedTables = [
  'sibling',
  'deferred_change',
  'search_document',
  'search_pending',
  'customer_alias',
  'effective_clock',
];

/** Changes with every field and kind that is added and every value that a field allows or no longer allows. */
export const fingerprintOf = ({ entities, kinds }: DataModel): string => {
  const known = Object.values(entities).map(({ name, merge, fields }) => [
    name,
    merge,
    Object.entries(fields).map(([field, spec]) => [
      field,
      spec.column,
      spec.merge,
      z.toJSONSchema(spec.schema, { unrepresentable: 'any' }),
    ]),
  ]);
  const named = Object.keys(kinds).sort();
  // Without kinds of its own a version has the fingerprint that it had before there were any.
  const text = JSON.stringify(named.length === 0 ? known : [...known, named]);
  return createHash('sha256').update(text).digest('hex');
};

/**
 * Whether something came from a version that knew more: whole changes, or single fields kept beside a row. Of a row
 * that was inserted twice, a field that is new here has two writes beside each other.
 */
const hasWaiting = (connection: Connection): boolean =>
  readMeta(connection, 'insertedTwice') !== null ||
  [
    'SELECT 1 FROM deferred_change LIMIT 1',
    ...Object.keys(connection.model.entities).map(
      (name) => `SELECT 1 FROM ${name} WHERE extra IS NOT NULL LIMIT 1`,
    ),
  ].some((sql) => connection.prepare(sql).get() !== undefined);

/**
 * Empties the tables and fills them again from the log, in the order of arrival: a replica is a function of the
 * operations that it accepted (docs/spec/sync.md, S1). Inside a transaction only; takes as long as receiving
 * the whole log did.
 */
export const rebuildTables = (connection: Connection): void => {
  for (const table of [...Object.keys(connection.model.entities), ...derivedTables])
    connection.prepare(`DELETE FROM ${table}`).run();
  noteWordsOfLog(connection);
  for (const { operation, received } of walkLog(connection)) {
    if (!isHeld(connection, received)) applyOperation(connection, operation, received);
  }
};

/**
 * After an upgrade: applies what waited for a version that knows it (S17, S27). Changes nothing as long as the
 * entities are those that the tables were filled with.
 * @param known the fingerprint of the connection's model.
 */
export const applyWaiting = (connection: Connection, known: string): void => {
  if (readMeta(connection, 'entities') === known) return;
  connection.sqlite.transaction(() => {
    if (hasWaiting(connection)) rebuildTables(connection);
    writeMeta(connection, 'entities', known);
  })();
};
