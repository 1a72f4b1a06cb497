import type { DeviceId, OrganisationId } from '../../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** What this PC knows of itself. Never synced. */
type MetaKey =
  | 'deviceId'
  | 'epoch'
  /** Private key of this PC's operations: `operation-signature.ts`. */
  | 'operationKey'
  /** The identity that this PC takes on once it is admitted: `db/renewal.ts`. */
  | 'renewal'
  /** What its user was not told yet of the last one. */
  | 'renewed'
  /** The device in whose place this PC went on, until it has said so a second time: `succession.ts`. */
  | 'standsFor'
  | 'deviceCode'
  | 'deviceRole'
  | 'organisationId'
  | 'organisationSecret'
  | 'tlsCertificate'
  | 'tlsKey'
  | 'ticketCounter'
  | 'hubDeviceId'
  | 'language'
  | 'theme'
  | 'syncPort'
  /** Office time minus this PC's own, milliseconds, when it was known last. */
  | 'clockOffset'
  | 'entities'
  /** Set once two inserts of one row met in this log: what that means to an upgrade is in `apply-waiting.ts`. */
  | 'insertedTwice'
  | 'salvage'
  | 'rejoining'
  /** How far peers said that this PC's own history goes, while it was lost here. */
  | 'ownTold'
  | 'setAside'
  /** What every live device holds, as the hub told it: `archive/stable-vector.ts`. */
  | 'stable'
  /** `row-history.ts` */
  | 'logEdition';

export const readMeta = (connection: Connection, key: MetaKey): string | null => {
  const row = connection.prepare('SELECT value FROM meta WHERE key = ?').get(key) as
    | { value: string }
    | undefined;
  return row?.value ?? null;
};

export const writeMeta = (connection: Connection, key: MetaKey, value: string): void => {
  connection
    .prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    .run(key, value);
};

/** Who this PC is in the call centre; null until it was set up. */
export interface Membership {
  readonly organisationId: OrganisationId;
  readonly deviceId: DeviceId;
  readonly deviceCode: number;
  readonly role: 'hub' | 'desk';
  readonly epoch: number;
  readonly secret: string;
  readonly hubDeviceId: DeviceId;
}

/** The device that goes on in the place of another one, as far as the rows here tell. */
export const successorOf = (connection: Connection, deviceId: DeviceId): DeviceId => {
  const next = connection.prepare(
    'SELECT replacedById FROM device WHERE id = ? AND replacedById IS NOT NULL',
  );
  const seen = new Set<DeviceId>([deviceId]);
  for (let current = deviceId; ; ) {
    const row = next.get(blobOf(current)) as { replacedById: Buffer } | undefined;
    if (row === undefined) return current;
    current = uuidOf(row.replacedById);
    // Rows can lie; a circle has no end.
    if (seen.has(current)) return deviceId;
    seen.add(current);
  }
};

export const readMembership = (connection: Connection): Membership | null => {
  const organisationId = readMeta(connection, 'organisationId');
  const deviceId = readMeta(connection, 'deviceId');
  const deviceCode = readMeta(connection, 'deviceCode');
  const secret = readMeta(connection, 'organisationSecret');
  const hubDeviceId = readMeta(connection, 'hubDeviceId');
  if (
    organisationId === null ||
    deviceId === null ||
    deviceCode === null ||
    secret === null ||
    hubDeviceId === null
  ) {
    return null;
  }
  // The texts were written by `writeMembership` from the same types.
  return {
    organisationId: organisationId as OrganisationId,
    deviceId: deviceId as DeviceId,
    deviceCode: Number(deviceCode),
    role: readMeta(connection, 'deviceRole') === 'hub' ? 'hub' : 'desk',
    epoch: Number(readMeta(connection, 'epoch') ?? '1'),
    secret,
    hubDeviceId: successorOf(connection, hubDeviceId as DeviceId),
  };
};

export const writeMembership = (connection: Connection, membership: Membership): void => {
  writeMeta(connection, 'organisationId', membership.organisationId);
  writeMeta(connection, 'deviceId', membership.deviceId);
  writeMeta(connection, 'deviceCode', String(membership.deviceCode));
  writeMeta(connection, 'deviceRole', membership.role);
  writeMeta(connection, 'epoch', String(membership.epoch));
  writeMeta(connection, 'organisationSecret', membership.secret);
  writeMeta(connection, 'hubDeviceId', membership.hubDeviceId);
};
