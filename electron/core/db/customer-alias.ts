/**
 * Which record is shown for a merged customer. `customer_merge` is what replicas agree on; `customer_alias` is
 * computed from it here, kept up with every operation, and made again with the other tables.
 */
import type { CustomerId } from '../../../shared/lib/ids.ts';
import { type CustomerJoin, shownCustomers } from '../../../shared/rules/customer-merge.ts';
import type { Change } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { living } from './living.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

interface JoinRow {
  readonly loserId: Buffer | null;
  readonly winnerId: Buffer | null;
}

const knowsMerges = ({ model }: Connection): boolean => Object.hasOwn(model.entities, 'customer_merge');

const hexOf = (blob: Buffer | null): string[] => (blob === null ? [] : [blob.toString('hex')]);

const namedBy = ({ loserId, winnerId }: JoinRow): string[] => [...hexOf(loserId), ...hexOf(winnerId)];

/** The records, as hex, that the merges among these changes name now. */
export const namedByMerges = (connection: Connection, changes: readonly Change[]): string[] => {
  if (!knowsMerges(connection)) return [];
  const merges = changes.filter(({ entity }) => entity === 'customer_merge');
  return merges.flatMap((change) => {
    const stored = connection
      .prepare('SELECT loserId, winnerId FROM customer_merge WHERE id = ?')
      .get(blobOf(change.id)) as JoinRow | undefined;
    return stored === undefined ? [] : namedBy(stored);
  });
};

const joinsOf = (connection: Connection, hex: string): JoinRow[] =>
  connection
    .prepare(
      `SELECT loserId, winnerId FROM customer_merge
       WHERE (loserId = @id OR winnerId = @id) AND undoneAt IS NULL AND ${living()}`,
    )
    .all({ id: blobOf(hex) }) as JoinRow[];

/** Everything that is or was one customer with one of these, and the merges that hold it together now. */
const regionOf = (connection: Connection, from: readonly string[]) => {
  const members = new Set(from);
  const joins = new Map<string, CustomerJoin>();
  const before = connection.prepare(
    'SELECT id FROM customer_alias WHERE shown = (SELECT shown FROM customer_alias WHERE id = ?)',
  );
  for (const hex of members) {
    for (const row of before.all(blobOf(hex)) as { id: Buffer }[]) members.add(row.id.toString('hex'));
    for (const row of joinsOf(connection, hex)) {
      const [loserId, winnerId] = [hexOf(row.loserId)[0], hexOf(row.winnerId)[0]];
      if (loserId === undefined || winnerId === undefined) continue;
      members.add(loserId).add(winnerId);
      joins.set(`${loserId} ${winnerId}`, { loserId, winnerId });
    }
  }
  return { members, joins: [...joins.values()] };
};

/** A customer that comes, or goes, may change which record is shown, if a merge names it. */
const mergedAmong = (connection: Connection, changes: readonly Change[]): string[] => {
  // Most call centres have merged nobody; an import brings nothing but customers.
  if (!connection.prepare('SELECT 1 FROM customer_merge LIMIT 1').get()) return [];
  const customers = changes.filter(({ entity }) => entity === 'customer');
  if (customers.length === 0) return [];
  const named = connection.prepare(
    'SELECT 1 FROM customer_merge WHERE loserId = @id OR winnerId = @id LIMIT 1',
  );
  return customers.filter(({ id }) => named.get({ id: blobOf(id) })).map(({ id }) => id.replaceAll('-', ''));
};

/**
 * Brings the aliases up to the changes of one operation, in the same transaction.
 * @param namedBefore `namedByMerges` before the changes were applied.
 * @returns the records, as hex, whose customer may be another one now.
 */
export const updateCustomerAliases = (
  connection: Connection,
  changes: readonly Change[],
  namedBefore: readonly string[],
): string[] => {
  if (!knowsMerges(connection)) return [];
  const from = [...namedBefore, ...namedByMerges(connection, changes), ...mergedAmong(connection, changes)];
  if (from.length === 0) return [];
  const { members, joins } = regionOf(connection, from);
  const there = connection.prepare(`SELECT 1 FROM customer WHERE id = ? AND ${living()}`);
  const shown = shownCustomers(joins, (hex) => there.get(blobOf(hex)) !== undefined);
  const remove = connection.prepare('DELETE FROM customer_alias WHERE id = ?');
  const put = connection.prepare('INSERT OR REPLACE INTO customer_alias (id, shown) VALUES (?, ?)');
  for (const member of members) {
    const survivor = shown.get(member);
    if (survivor === undefined) remove.run(blobOf(member));
    else put.run(blobOf(member), blobOf(survivor));
  }
  return [...members];
};

/** The record that is shown for this one: itself unless it was merged. */
export const shownRecord = (connection: Connection, record: Buffer): Buffer => {
  const row = connection.prepare('SELECT shown FROM customer_alias WHERE id = ?').get(record) as
    | { shown: Buffer }
    | undefined;
  return row?.shown ?? record;
};

export const shownCustomerId = (connection: Connection, id: CustomerId): CustomerId =>
  uuidOf<CustomerId>(shownRecord(connection, blobOf(id)));

/**
 * SQL for `IN`: all records of the customer that is shown as `shown`.
 * @param shown SQL of the id of a record that is shown, as a parameter or a column.
 */
export const recordsOf = (shown: string): string =>
  shown === '?'
    ? // A parameter without a name can stand only once.
      `(WITH one(x) AS (SELECT ?)
        SELECT x FROM one UNION ALL SELECT m.id FROM one JOIN customer_alias m ON m.shown = one.x)`
    : `(SELECT ${shown} UNION ALL SELECT m.id FROM customer_alias m WHERE m.shown = ${shown})`;

/** SQL condition: this record is shown, for itself and for those merged with it. */
export const isShown = (id: string): string =>
  `NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.id = ${id} AND a.shown <> a.id)`;
