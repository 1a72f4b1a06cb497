import type { conflict as conflictContract } from '../../../shared/contract/conflict.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { type EntityName, entityByName } from '../../../shared/entities/index.ts';
import type { CustomerId, EntityId } from '../../../shared/lib/ids.ts';
import type { Write } from '../../../shared/sync/register.ts';
import { stampMs } from '../../../shared/sync/stamp.ts';
import { type OpenConflict, readConflictsOf, readOpenConflicts } from '../db/conflicts.ts';
import type { Connection } from '../db/connection.ts';
import { findRow } from '../db/find-row.ts';
import { type Names, readNames } from '../db/names.ts';
import { operationAuthor } from '../db/operation-author.ts';
import { blobOf } from '../db/uuid-blob.ts';

type Contract = typeof conflictContract.list;
export type Conflict = OutputOf<Contract>['rows'][number];
type Place = Pick<Conflict, 'title' | 'customerId' | 'ticketId'>;

const customerName = (connection: Connection, id: CustomerId): string =>
  findRow(connection, 'customer', id)?.displayName ?? '';

const ofCustomer = (connection: Connection, customerId: CustomerId): Place => ({
  title: customerName(connection, customerId),
  customerId,
  ticketId: null,
});

/** What the row is called and where it is found. */
const placeOf = (connection: Connection, entity: EntityName, rowId: string): Place => {
  // The conflict names a row of this very entity.
  const id = <Name extends EntityName>(_: Name): EntityId<Name> => rowId as EntityId<Name>;
  switch (entity) {
    case 'customer':
      return ofCustomer(connection, id('customer'));
    case 'contact_point': {
      const contact = findRow(connection, 'contact_point', id('contact_point'));
      return contact === null
        ? { title: '', customerId: null, ticketId: null }
        : ofCustomer(connection, contact.customerId);
    }
    case 'ticket': {
      const ticket = findRow(connection, 'ticket', id('ticket'));
      return { title: ticket?.number ?? '', customerId: ticket?.customerId ?? null, ticketId: rowId };
    }
    case 'follow_up': {
      const followUp = findRow(connection, 'follow_up', id('follow_up'));
      return followUp === null
        ? { title: '', customerId: null, ticketId: null }
        : { ...ofCustomer(connection, followUp.customerId), ticketId: followUp.ticketId };
    }
    case 'purchase': {
      const purchase = findRow(connection, 'purchase', id('purchase'));
      return {
        title: purchase?.orderNumber ?? '',
        customerId: purchase?.customerId ?? null,
        ticketId: null,
      };
    }
    default: {
      const named = connection.prepare(`SELECT * FROM ${entity} WHERE id = ?`);
      const row = named.get(blobOf(rowId)) as { name?: unknown } | undefined;
      return { title: typeof row?.name === 'string' ? row.name : '', customerId: null, ticketId: null };
    }
  }
};

/** What a person calls the row that a reference names. */
const labelOf = (
  connection: Connection,
  { entity, field }: OpenConflict,
  { value }: Write,
  names: Names,
): string | null => {
  if (entityByName(entity).fields[field]?.column !== 'id' || typeof value !== 'string') return null;
  switch (field) {
    case 'ownerId':
    case 'assigneeId':
      return names.userName(value);
    case 'customerId':
    case 'companyId':
      return findRow(connection, 'customer', value as EntityId<'customer'>)?.displayName ?? null;
    case 'productId':
      return findRow(connection, 'product', value as EntityId<'product'>)?.name ?? null;
    case 'teamId':
      return findRow(connection, 'team', value as EntityId<'team'>)?.name ?? null;
    case 'ticketId':
    case 'mergedIntoId':
      return findRow(connection, 'ticket', value as EntityId<'ticket'>)?.number ?? null;
    default:
      return null;
  }
};

const describe = (connection: Connection, open: readonly OpenConflict[]): Conflict[] => {
  if (open.length === 0) return [];
  const names = readNames(connection);
  return open.map((conflict) => ({
    entity: conflict.entity,
    rowId: conflict.rowId,
    field: conflict.field,
    ...placeOf(connection, conflict.entity, conflict.rowId),
    values: conflict.writes.map((write, index) => ({
      stamp: write.stamp,
      value: write.value,
      label: labelOf(connection, conflict, write, names),
      shown: index === 0,
      deviceCode: names.deviceCode(write.stamp),
      userName: names.userName(operationAuthor(connection, write.stamp)),
      writtenAt: stampMs(write.stamp),
    })),
  }));
};

/** Every open conflict, the latest first. */
export const conflictList = (
  connection: Connection,
  { offset, limit }: InputOf<Contract>,
): OutputOf<Contract> => {
  const open = readOpenConflicts(connection);
  return { rows: describe(connection, open.slice(offset, offset + limit)), total: open.length };
};

/** Open conflicts of the given rows, for the card that shows them. */
export const conflictsOf = (
  connection: Connection,
  rows: readonly { readonly entity: EntityName; readonly ids: readonly string[] }[],
): Conflict[] =>
  describe(
    connection,
    rows.flatMap(({ entity, ids }) => readConflictsOf(connection, entity, ids)),
  );
