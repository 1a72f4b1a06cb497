import type { Change } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { namedByMerges, updateCustomerAliases } from './customer-alias.ts';
import { isHeld } from './far-ahead.ts';
import { applyOperation } from './operation-log.ts';
import { type RowName, rowKey } from './row-history.ts';
import { indexRowsOf } from './search-documents.ts';
import type { Steps } from './steps.ts';
import { blobOf } from './uuid-blob.ts';
import type { LogEntry } from './walk-log.ts';

/** The customers, as hex, whom the contacts among these rows belong to. */
const contactOwners = (connection: Connection, rows: readonly RowName[]): string[] => {
  const ownerOf = connection.prepare('SELECT hex(customerId) AS owner FROM contact_point WHERE id = ?');
  return rows.flatMap(({ entity, id }) => {
    const found = entity === 'contact_point' ? ownerOf.get(blobOf(id)) : undefined;
    // `hex` of nothing is an empty text.
    const owner = (found as { owner: string } | undefined)?.owner.toLowerCase() ?? '';
    return owner === '' ? [] : [owner];
  });
};

/** Rows that are emptied in one step. */
const clearedTogether = 200;
/** Rows whose documents are made in one step. */
const indexedTogether = 50;

/**
 * Empties rows and fills them again from what the log says of them, as it counts now (docs/spec/sync.md, S75). Inside
 * a transaction only, which is over when the last step is done. A step applies one operation's changes of these rows.
 * @param log what of it concerns these rows, in the order of arrival.
 */
export function* recomputeRows(
  connection: Connection,
  rows: readonly RowName[],
  log: Iterable<LogEntry>,
): Steps<void> {
  const named = new Map(rows.map((row) => [rowKey(row), row]));
  const changes = [...named.values()].map(
    ({ entity, id }): Change => ({ kind: 'update', entity, id, fields: {} }),
  );
  const owners = contactOwners(connection, rows);
  const mergedBefore = namedByMerges(connection, changes);
  for (const [at, { entity, id }] of changes.entries()) {
    if (at % clearedTogether === clearedTogether - 1) yield;
    if (!Object.hasOwn(connection.model.entities, entity)) continue;
    connection.prepare(`DELETE FROM ${entity} WHERE id = ?`).run(blobOf(id));
    connection.prepare('DELETE FROM sibling WHERE entity = ? AND row = ?').run(entity, blobOf(id));
  }
  for (const { operation, received } of log) {
    const concerned = operation.changes.filter((change) => named.has(rowKey(change)));
    if (concerned.length === 0 || isHeld(connection, received)) continue;
    applyOperation(connection, { ...operation, changes: concerned }, received);
    yield;
  }
  const regrouped = updateCustomerAliases(connection, changes, mergedBefore);
  for (let from = 0; from < changes.length; from += indexedTogether) {
    indexRowsOf(connection, changes.slice(from, from + indexedTogether));
    yield;
  }
  indexRowsOf(connection, [], [...owners, ...regrouped]);
}
