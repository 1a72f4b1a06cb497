import { contactTypes } from '../../../shared/entities/contact-point.ts';
import { tiers } from '../../../shared/entities/customer.ts';
import type { CustomerId } from '../../../shared/lib/ids.ts';
import type { ImportedContact } from '../../../shared/rules/customer-import/row.ts';
import { contactKey } from '../../../shared/rules/customer-import/row-contacts.ts';
import { type Connection, sqlBuilder } from '../db/connection.ts';
import { shownRecord } from '../db/customer-alias.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';
import type { StoredCustomer } from './merge-row.ts';
import type { ReadControl } from './table.ts';

/** How many values one query looks up: about a millisecond, and one prepared statement for all of them. */
const batchSize = 200;
const scanRows = 1000;
/** Share of the work after which customers are read: finding their ids is the smaller part. */
const loadFrom = 0.3;

/** What rows of a file share with customers: numbers in E.164, and every other contact by its key. */
export interface ContactWishes {
  readonly e164: ReadonlySet<string>;
  readonly otherKeys: ReadonlySet<string>;
}

/**
 * The customers of the database that have one of the wished contacts, oldest first. Reads committed data only,
 * in small pieces.
 */
export const findStoredCustomers = async (
  connection: Connection,
  wishes: ContactWishes,
  control: ReadControl,
  onShare: (share: number) => void = () => undefined,
): Promise<readonly StoredCustomer[]> => {
  const ids = new Set<CustomerId>();
  const numbers = batches([...wishes.e164]);
  for (const [index, batch] of numbers.entries()) {
    if (control.signal.aborted) return [];
    const found = connection.all(
      sqlBuilder
        .selectFrom('contact_point')
        .select('customerId')
        .where('e164', 'in', batch)
        .where('deletedAt', 'is', null),
    );
    for (const { customerId } of found) {
      if (customerId !== null) ids.add(uuidOf<CustomerId>(shownRecord(connection, customerId)));
    }
    onShare((index / numbers.length) * loadFrom);
    await control.breathe();
  }
  if (wishes.otherKeys.size > 0) await addByOtherKeys(connection, wishes.otherKeys, ids, control);
  return loadCustomers(connection, [...ids].sort(), control, onShare);
};

/** E-mail addresses and numbers that could not be read have no index of their own; one pass finds them all. */
const addByOtherKeys = async (
  connection: Connection,
  wished: ReadonlySet<string>,
  ids: Set<CustomerId>,
  control: ReadControl,
): Promise<void> => {
  for (let after = 0; !control.signal.aborted; ) {
    const rows = connection.all(
      sqlBuilder
        .selectFrom('contact_point')
        .select(['rowid', 'customerId', 'type', 'raw', 'e164', 'extension', 'label', 'deletedAt'])
        .where('rowid', '>', after)
        .orderBy('rowid')
        .limit(scanRows),
    );
    for (const row of rows) {
      after = row.rowid;
      if (row.e164 !== null || row.deletedAt !== null || row.customerId === null) continue;
      if (wished.has(contactKey(contactOf(row))))
        ids.add(uuidOf<CustomerId>(shownRecord(connection, row.customerId)));
    }
    if (rows.length < scanRows) return;
    await control.breathe();
  }
};

const loadCustomers = async (
  connection: Connection,
  ids: readonly CustomerId[],
  control: ReadControl,
  onShare: (share: number) => void,
): Promise<readonly StoredCustomer[]> => {
  const customers: StoredCustomer[] = [];
  const wanted = batches(ids);
  for (const [index, batch] of wanted.entries()) {
    onShare(loadFrom + (index / wanted.length) * (1 - loadFrom));
    if (control.signal.aborted) return [];
    const blobs = batch.map(blobOf);
    const contacts = Map.groupBy(
      connection.all(
        sqlBuilder
          .selectFrom('contact_point')
          .select(['customerId', 'type', 'raw', 'e164', 'extension', 'label', 'deletedAt', 'preferredOrder'])
          .where('customerId', 'in', blobs)
          .orderBy('preferredOrder'),
      ),
      (row) => (row.customerId === null ? '' : uuidOf(row.customerId)),
    );
    const rows = connection.all(
      sqlBuilder
        .selectFrom('customer')
        .select([
          'id',
          'displayName',
          'city',
          'address',
          'sinceEpochDay',
          'totalPurchaseRial',
          'tier',
          'note',
        ])
        .where('id', 'in', blobs)
        .where('deletedAt', 'is', null)
        .where('createdAt', 'is not', null)
        .orderBy('id'),
    );
    for (const row of rows) {
      const id = uuidOf<CustomerId>(row.id);
      const own = [...(contacts.get(id) ?? []), ...mergedContacts(connection, row.id)];
      customers.push({
        id,
        displayName: row.displayName,
        facts: {
          city: row.city,
          address: row.address,
          sinceEpochDay: row.sinceEpochDay,
          totalPurchaseRial: row.totalPurchaseRial,
          tier: tiers.find((tier) => tier === row.tier) ?? null,
          note: row.note,
        },
        contacts: own.filter((contact) => contact.deletedAt === null).map(contactOf),
        removedKeys: own
          .filter((contact) => contact.deletedAt !== null)
          .map((contact) => contactKey(contactOf(contact))),
      });
    }
    await control.breathe();
  }
  return customers;
};

/** Contacts of the records that were merged into this customer; hardly any customer has such. */
const mergedContacts = (connection: Connection, shown: Buffer) =>
  connection.all(
    sqlBuilder
      .selectFrom('customer_alias')
      .innerJoin('contact_point', 'contact_point.customerId', 'customer_alias.id')
      .select(['type', 'raw', 'e164', 'extension', 'label', 'deletedAt', 'preferredOrder'])
      .where('shown', '=', shown)
      .where('customer_alias.id', '<>', shown)
      .orderBy('preferredOrder'),
  );

interface ContactColumns {
  readonly type: string | null;
  readonly raw: string | null;
  readonly e164: string | null;
  readonly extension: string | null;
  readonly label: string | null;
}

const contactOf = (row: ContactColumns): ImportedContact => ({
  type: contactTypes.find((type) => type === row.type) ?? 'other',
  raw: row.raw ?? '',
  e164: row.e164,
  extension: row.extension,
  assumedArea: false,
  label: row.label,
});

/** Full batches, the last one filled up with its last value, so that all of them are one statement. */
const batches = <T>(values: readonly T[]): readonly (readonly T[])[] => {
  const all: T[][] = [];
  for (let at = 0; at < values.length; at += batchSize) {
    const batch = values.slice(at, at + batchSize);
    const last = batch.at(-1);
    while (last !== undefined && batch.length < batchSize) batch.push(last);
    all.push(batch);
  }
  return all;
};
