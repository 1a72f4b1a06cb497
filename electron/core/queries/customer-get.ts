import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { tag } from '../../../shared/entities/tag.ts';
import type { CustomerId, EntityId } from '../../../shared/lib/ids.ts';
import { mergeUndoableMs } from '../../../shared/rules/customer-merge.ts';
import type { Connection } from '../db/connection.ts';
import { recordsOf, shownCustomerId } from '../db/customer-alias.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { living } from '../db/living.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';
import { conflictsOf } from './conflict-list.ts';
import { customerTickets } from './ticket-list.ts';

type CustomerCard = OutputOf<typeof customerContract.get>;

const customerTags = (connection: Connection, id: Buffer): RowOf<typeof tag>[] =>
  findRows(
    connection,
    'tag',
    `id IN (SELECT tagId FROM customer_tag WHERE customerId IN ${recordsOf('?')} AND removedAt IS NULL
      AND ${living()})`,
    [id],
    'name, id',
  );

const productName = (connection: Connection, id: EntityId<'product'> | null): string | null =>
  id === null ? null : (findRow(connection, 'product', id)?.name ?? null);

const parts = ['contact_point', 'purchase', 'customer_tag', 'ticket', 'interaction'];

/** Since when it is known, and the newest change of anything that the card shows. */
const ages = (connection: Connection, id: Buffer): Pick<CustomerCard, 'createdAt' | 'dataAsOf'> =>
  // Both are numbers: the customer's own row is among those looked at.
  connection
    .prepare(
      `SELECT c.createdAt AS createdAt, max(c.updatedAt,
         ${parts.map((part) => `coalesce((SELECT max(updatedAt) FROM ${part} WHERE customerId IN ${recordsOf('c.id')}), 0)`).join(', ')}
       ) AS dataAsOf
       FROM customer c WHERE c.id = ?`,
    )
    .get(id) as Pick<CustomerCard, 'createdAt' | 'dataAsOf'>;

/** The records that were merged into this one, the latest merge first. */
const mergedRecords = (connection: Connection, shown: Buffer): CustomerCard['merged'] => {
  const rows = connection
    .prepare(
      `SELECT c.id AS id, c.displayName AS displayName, max(j.mergedAt) AS mergedAt
       FROM customer_alias m
       JOIN customer c ON c.id = m.id AND ${living('c')}
       JOIN customer_merge j ON (j.loserId = m.id OR j.winnerId = m.id) AND j.undoneAt IS NULL AND ${living('j')}
       WHERE m.shown = ? AND m.id <> m.shown GROUP BY c.id ORDER BY mergedAt DESC, c.id`,
    )
    // The columns above.
    .all(shown) as { id: Buffer; displayName: string; mergedAt: number }[];
  return rows.map(({ id, displayName, mergedAt }) => ({
    customerId: uuidOf<CustomerId>(id),
    displayName,
    mergedAt,
    undoableUntil: mergedAt + mergeUndoableMs,
  }));
};

/** Everything that a customer's card shows beside the timeline; null when there is no such customer. */
export const customerGet = (
  connection: Connection,
  customerId: CustomerId,
  nowMs: number,
): CustomerCard | null => {
  const customer = findRow(connection, 'customer', shownCustomerId(connection, customerId));
  if (customer === null) return null;
  const id = blobOf(customer.id);
  const ofCustomer = `customerId IN ${recordsOf('?')}`;
  const contacts = findRows(connection, 'contact_point', ofCustomer, [id], 'preferredOrder, id');
  const purchases = findRows(connection, 'purchase', ofCustomer, [id], 'orderedEpochDay DESC, id DESC').map(
    (purchase) => ({ ...purchase, productName: productName(connection, purchase.productId) }),
  );
  const { total } = connection
    .prepare(`SELECT count(*) AS total FROM interaction WHERE ${ofCustomer} AND ${living()}`)
    .get(id) as { total: number };
  return {
    customer,
    contacts,
    purchases,
    tags: customerTags(connection, id),
    tickets: customerTickets(connection, customer.id, nowMs),
    conflicts: conflictsOf(connection, [
      { entity: 'customer', ids: [customer.id] },
      { entity: 'contact_point', ids: contacts.map((contact) => contact.id) },
      { entity: 'purchase', ids: purchases.map((purchase) => purchase.id) },
    ]),
    merged: mergedRecords(connection, id),
    interactionCount: total,
    ...ages(connection, id),
  };
};
