import type { Change } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { namedByMerges, updateCustomerAliases } from './customer-alias.ts';
import { isHeld } from './far-ahead.ts';
import { applyOperation } from './operation-log.ts';
import { indexRowsOf } from './search-documents.ts';
import { blobOf } from './uuid-blob.ts';
import { type LogEntry, walkLog } from './walk-log.ts';

type RowName = Pick<Change, 'entity' | 'id'>;

const nameOf = ({ entity, id }: RowName): string => `${entity} ${id}`;

/** The customers, as hex, whom the contacts among these changes belong to. */
const contactOwners = (connection: Connection, changes: readonly Change[]): string[] => {
  const ownerOf = connection.prepare('SELECT hex(customerId) AS owner FROM contact_point WHERE id = ?');
  return changes.flatMap(({ entity, id }) => {
    const found = entity === 'contact_point' ? ownerOf.get(blobOf(id)) : undefined;
    // `hex` of nothing is an empty text.
    const owner = (found as { owner: string } | undefined)?.owner.toLowerCase() ?? '';
    return owner === '' ? [] : [owner];
  });
};

/** Up to so many rows, an operation's bytes are searched for their ids before they are parsed. */
const mostSearched = 32;

/** Whether an operation may concern one of some rows, by its plain bytes. */
export const mayConcern = (rows: readonly Pick<Change, 'id'>[]): ((plain: Buffer) => boolean) => {
  const ids = rows.map(({ id }) => Buffer.from(id));
  return (plain) => ids.length > mostSearched || ids.some((id) => plain.includes(id));
};

/**
 * Empties the rows that some changes touch and fills them again from the log, in the order of arrival, as it
 * counts now (docs/spec/sync.md, S75). Inside a transaction only; reads the whole log, which is rare enough.
 * @param log what of it concerns these rows, in the order of arrival, for who has looked for it before.
 */
export const recomputeRows = (
  connection: Connection,
  changes: readonly Change[],
  log: Iterable<LogEntry> = walkLog(connection, mayConcern(changes)),
): void => {
  const rows = new Map(changes.map((change) => [nameOf(change), change]));
  const owners = contactOwners(connection, changes);
  const mergedBefore = namedByMerges(connection, changes);
  for (const { entity, id } of rows.values()) {
    if (!Object.hasOwn(connection.model.entities, entity)) continue;
    connection.prepare(`DELETE FROM ${entity} WHERE id = ?`).run(blobOf(id));
    connection.prepare('DELETE FROM sibling WHERE entity = ? AND row = ?').run(entity, blobOf(id));
  }
  for (const { operation, received } of log) {
    const concerned = operation.changes.filter((change) => rows.has(nameOf(change)));
    if (concerned.length === 0 || isHeld(connection, received)) continue;
    applyOperation(connection, { ...operation, changes: concerned }, received);
  }
  const regrouped = updateCustomerAliases(connection, changes, mergedBefore);
  indexRowsOf(connection, changes, [...owners, ...regrouped]);
};
