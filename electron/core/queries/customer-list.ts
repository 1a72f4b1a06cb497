import type { customer as customerContract } from '../../../shared/contract/customer.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import type { Connection } from '../db/connection.ts';
import { isShown, recordsOf } from '../db/customer-alias.ts';
import { living } from '../db/living.ts';
import { countDocuments } from '../db/search.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';
import { activeStatusList } from './ticket-rows.ts';

type Contract = typeof customerContract.list;
export type CustomerListItem = OutputOf<Contract>['rows'][number];

/** What a customer looks like in a list; each sub-query is one look-up in an index. */
const columns = `
  c.id AS id, c.displayName AS displayName, c.city AS city, c.tier AS tier, c.clvBand AS clvBand,
  (SELECT coalesce(p.e164, p.raw) FROM contact_point p
    WHERE p.customerId IN ${recordsOf('c.id')} AND ${living('p')}
      AND (p.e164 IS NOT NULL OR p.type IN ('mobile', 'landline'))
    ORDER BY p.preferredOrder, p.id LIMIT 1) AS phone,
  (SELECT count(*) FROM ticket t
    WHERE t.customerId IN ${recordsOf('c.id')} AND ${living('t')}
      AND t.status IN ${activeStatusList}) AS openTickets,
  (SELECT i.at FROM interaction i
    WHERE i.customerId IN ${recordsOf('c.id')} AND i.direction <> 'internal' AND ${living('i')}
    ORDER BY i.at DESC LIMIT 1) AS lastContactAt`;

/** Pages are cut out of an index first, so that the far end of 50,000 customers costs what its start does. */
const pageBySort: Readonly<Record<InputOf<Contract>['sort'], string>> = {
  name: `SELECT row AS id FROM search_document WHERE kind = 'customer' ORDER BY orderKey, row LIMIT ? OFFSET ?`,
  recent: `SELECT id FROM customer WHERE ${living()} AND ${isShown('customer.id')}
           ORDER BY updatedAt DESC, rowid DESC LIMIT ? OFFSET ?`,
  // Ids begin with the time of their making.
  newest: `SELECT id FROM customer WHERE ${living()} AND ${isShown('customer.id')}
           ORDER BY id DESC LIMIT ? OFFSET ?`,
};

type Stored = Omit<CustomerListItem, 'id'> & { readonly id: Buffer };

/** List items of the given customers, in the order given; one that is gone is left out. */
export const customerItems = (
  connection: Connection,
  ids: readonly (CustomerId | Buffer)[],
): CustomerListItem[] => {
  const statement = connection.prepare(`SELECT ${columns} FROM customer c WHERE c.id = ? AND ${living('c')}`);
  return ids.flatMap((id) => {
    // The columns above, in the contract's own names.
    const stored = statement.get(typeof id === 'string' ? blobOf(id) : id) as Stored | undefined;
    return stored === undefined ? [] : [{ ...stored, id: uuidOf<CustomerId>(stored.id) }];
  });
};

/** One page of all customers: by name in Persian order, by their last change, or newest first. */
export const customerList = (
  connection: Connection,
  { sort, offset, limit }: InputOf<Contract>,
): OutputOf<Contract> => {
  const page = connection.prepare(pageBySort[sort]).all(limit, offset) as { id: Buffer }[];
  return {
    rows: customerItems(
      connection,
      page.map(({ id }) => id),
    ),
    total: countDocuments(connection, 'customer'),
  };
};
