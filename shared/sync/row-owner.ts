/**
 * Who may write a row of an `owner` entity: the device whose id ends as the row's does. Said by the id, so that it
 * depends on the change and its writer alone and never on what arrived first (docs/spec/sync.md, S78).
 */
import type { DeviceId, EntityId } from '../lib/ids.ts';
import type { Stamp } from './stamp.ts';

/** The last group of a UUID: 48 bits, random in a version 7. Stamps end with their device's. */
const groupDigits = 12;

/** @param id a fresh UUID. @returns the id of a row that only this device can write. */
export const ownedRowId = <Name extends string>(id: EntityId<Name>, owner: DeviceId): EntityId<Name> =>
  // Still a UUID: another one's last group stands in it.
  (id.slice(0, -groupDigits) + owner.slice(-groupDigits)) as EntityId<Name>;

export const isOwnersWrite = (rowId: string, stamp: Stamp): boolean =>
  rowId.slice(-groupDigits) === stamp.slice(-groupDigits);
