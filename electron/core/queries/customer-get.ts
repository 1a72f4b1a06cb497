import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { tag } from '../../../shared/entities/tag.ts';
import type { CustomerId, EntityId } from '../../../shared/lib/ids.ts';
import type { Connection } from '../db/connection.ts';
import { findRow, findRows } from '../db/find-row.ts';
import { living } from '../db/living.ts';
import { blobOf } from '../db/uuid-blob.ts';
import { conflictsOf } from './conflict-list.ts';
import { customerTickets } from './ticket-list.ts';

type CustomerCard = OutputOf<typeof customerContract.get>;

const customerTags = (connection: Connection, id: Buffer): RowOf<typeof tag>[] =>
  findRows(
    connection,
    'tag',
    `id IN (SELECT tagId FROM customer_tag WHERE customerId = ? AND removedAt IS NULL
      AND ${living()})`,
    [id],
    'name, id',
  );

const productName = (connection: Connection, id: EntityId<'product'> | null): string | null =>
  id === null ? null : (findRow(connection, 'product', id)?.name ?? null);

/** Since when it is known, and the newest change of anything that the card shows. */
const ages = (connection: Connection, id: Buffer): Pick<CustomerCard, 'createdAt' | 'dataAsOf'> =>
  // Both are numbers: the customer's own row is among those looked at.
  connection
    .prepare(
      `SELECT c.createdAt AS createdAt, max(c.updatedAt,
         coalesce((SELECT max(updatedAt) FROM contact_point WHERE customerId = c.id), 0),
         coalesce((SELECT max(updatedAt) FROM purchase WHERE customerId = c.id), 0),
         coalesce((SELECT max(updatedAt) FROM customer_tag WHERE customerId = c.id), 0),
         coalesce((SELECT max(updatedAt) FROM ticket WHERE customerId = c.id), 0),
         coalesce((SELECT max(updatedAt) FROM interaction WHERE customerId = c.id), 0)) AS dataAsOf
       FROM customer c WHERE c.id = ?`,
    )
    .get(id) as Pick<CustomerCard, 'createdAt' | 'dataAsOf'>;

/** Everything that a customer's card shows beside the timeline; null when there is no such customer. */
export const customerGet = (
  connection: Connection,
  customerId: CustomerId,
  nowMs: number,
): CustomerCard | null => {
  const customer = findRow(connection, 'customer', customerId);
  if (customer === null) return null;
  const id = blobOf(customerId);
  const contacts = findRows(connection, 'contact_point', 'customerId = ?', [id], 'preferredOrder, id');
  const purchases = findRows(
    connection,
    'purchase',
    'customerId = ?',
    [id],
    'orderedEpochDay DESC, id DESC',
  ).map((purchase) => ({ ...purchase, productName: productName(connection, purchase.productId) }));
  const { total } = connection
    .prepare(`SELECT count(*) AS total FROM interaction WHERE customerId = ? AND ${living()}`)
    .get(id) as { total: number };
  return {
    customer,
    contacts,
    purchases,
    tags: customerTags(connection, id),
    tickets: customerTickets(connection, customerId, nowMs),
    conflicts: conflictsOf(connection, [
      { entity: 'customer', ids: [customerId] },
      { entity: 'contact_point', ids: contacts.map((contact) => contact.id) },
      { entity: 'purchase', ids: purchases.map((purchase) => purchase.id) },
    ]),
    interactionCount: total,
    ...ages(connection, id),
  };
};
