import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { orderKey } from '../../../shared/rules/order-key.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import type { Change } from '../../../shared/sync/operation.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { recordsOf, shownRecord } from './customer-alias.ts';
import { living } from './living.ts';
import { blobOf } from './uuid-blob.ts';

type Kind = 'customer' | 'ticket';

const digitsOf = (text: string): string => toAsciiDigits(text).replace(/\D/g, '');

/**
 * Customers and tickets have document numbers of their own ranges, so that a search for one kind never walks
 * through the hits of the other. Within a range the latest change has the highest number.
 */
export const documentRanges = {
  customer: { from: 0, below: 2 ** 40 },
  ticket: { from: 2 ** 40, below: 2 ** 41 },
} as const;

/** A peer may give a ticket the id of a customer: each kind has its own document. */
const removeDocument = (connection: Connection, kind: Kind, row: Buffer): void => {
  connection.prepare('DELETE FROM search_document WHERE row = ? AND kind = ?').run(row, kind);
};

const putDocument = (
  connection: Connection,
  kind: Kind,
  row: Buffer,
  name: string,
  words: readonly string[],
  digits: string,
): void => {
  removeDocument(connection, kind, row);
  const keys = searchKeys([name, ...words].join(' '));
  const { from, below } = documentRanges[kind];
  connection
    .prepare(
      `INSERT INTO search_document (docid, kind, row, spaced, joined, digits, orderKey)
       SELECT coalesce(max(docid), ?) + 1, ?, ?, ?, ?, ?, ? FROM search_document WHERE docid >= ? AND docid < ?`,
    )
    .run(from, kind, row, keys.spaced, keys.joined, digits, orderKey(name), from, below);
};

/** What the records are called that were merged into this customer: people go on looking for those names. */
const mergedNames = (connection: Connection, row: Buffer): string[] =>
  connection
    .prepare(
      `SELECT displayName AS name FROM customer
       WHERE id IN ${recordsOf('?')} AND id <> ? AND ${living()} ORDER BY id`,
    )
    .all(row, row)
    .map((merged) => (merged as { name: string }).name);

const indexCustomer = (connection: Connection, row: Buffer): void => {
  const customer = connection
    .prepare('SELECT displayName, createdAt, deletedAt FROM customer WHERE id = ?')
    .get(row) as { displayName: string; createdAt: unknown; deletedAt: unknown } | undefined;
  if (customer === undefined || customer.createdAt === null || customer.deletedAt !== null) {
    removeDocument(connection, 'customer', row);
    return;
  }
  const contacts = connection
    .prepare(
      `SELECT raw, e164 FROM contact_point WHERE customerId IN ${recordsOf('?')} AND ${living()} ORDER BY id`,
    )
    // The columns above, as their migration made them.
    .all(row) as { raw: string | null; e164: string | null }[];
  // Email addresses and messenger names are found as words, numbers by any part of them.
  const words = contacts.flatMap((contact) =>
    contact.e164 === null && contact.raw !== null ? [contact.raw] : [],
  );
  const numbers = contacts
    .map((contact) => digitsOf(contact.e164 ?? contact.raw ?? ''))
    .filter((text) => text !== '');
  const names = mergedNames(connection, row);
  putDocument(connection, 'customer', row, customer.displayName, [...names, ...words], numbers.join(' '));
};

const indexTicket = (connection: Connection, row: Buffer): void => {
  const ticket = connection.get(
    sqlBuilder
      .selectFrom('ticket')
      .select(['number', 'formerNumber', 'subject', 'createdAt', 'deletedAt'])
      .where('id', '=', row),
  );
  if (ticket === undefined || ticket.createdAt === null || ticket.deletedAt !== null) {
    removeDocument(connection, 'ticket', row);
    return;
  }
  putDocument(
    connection,
    'ticket',
    row,
    ticket.subject,
    [],
    [ticket.number, ticket.formerNumber]
      .flatMap((number) => (number === null ? [] : [digitsOf(number)]))
      .join(' '),
  );
};

/** @param ids as hex. Grows on the way: a record that is shown as another one makes that one be found by it. */
const indexCustomers = (connection: Connection, ids: Set<string>): void => {
  for (const id of ids) {
    const row = blobOf(id);
    const shown = shownRecord(connection, row);
    if (shown.equals(row)) indexCustomer(connection, row);
    else {
      removeDocument(connection, 'customer', row);
      ids.add(shown.toString('hex'));
    }
  }
};

/**
 * Brings the search index up to these changes, as far as the rows are here now.
 * @param also further customers, as hex.
 */
export const indexRowsOf = (
  connection: Connection,
  changes: readonly Change[],
  also: Iterable<string> = [],
): void => {
  const ownerOf = connection.prepare('SELECT customerId FROM contact_point WHERE id = ?');
  const customers = new Set(also);
  for (const change of changes) {
    if (change.entity === 'customer') customers.add(change.id.replaceAll('-', ''));
    else if (change.entity === 'ticket') indexTicket(connection, blobOf(change.id));
    else if (change.entity === 'contact_point') {
      const contact = ownerOf.get(blobOf(change.id)) as { customerId: Buffer | null } | undefined;
      if (contact?.customerId) customers.add(contact.customerId.toString('hex'));
    }
  }
  indexCustomers(connection, customers);
};

/** What a person does is found at once; larger operations are indexed afterwards (`search-pending.ts`). */
const mostIndexedAtOnce = 50;
const hasDocuments = ({ entity }: Change): boolean =>
  entity === 'customer' || entity === 'contact_point' || entity === 'ticket';

/**
 * Brings the search index up to one operation that was applied, in the same transaction, or notes that this is
 * still to be done.
 * @param received its place in the log.
 * @param lost customers, as hex, who lost a contact or a record by it: the rows themselves no longer tell.
 */
export const updateSearch = (
  connection: Connection,
  changes: readonly Change[],
  received: number,
  lost: Iterable<string>,
): void => {
  if (changes.length <= mostIndexedAtOnce) return indexRowsOf(connection, changes, lost);
  if (changes.some(hasDocuments))
    connection.prepare('INSERT OR REPLACE INTO search_pending (received, next) VALUES (?, 0)').run(received);
  indexCustomers(connection, new Set(lost));
};
