import BetterSqlite from 'better-sqlite3';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { type VectorEntry, vectorEntry } from '../../../shared/sync/version-vector.ts';
import { type Connection, sqlBuilder } from './connection.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** What this PC remembers of another one. Not synced. */
export interface RememberedPeer {
  readonly deviceId: DeviceId;
  /** `host:port`, the last one that worked first. */
  readonly addresses: readonly string[];
  readonly lastSeenAt: number | null;
  readonly appVersion: string | null;
  readonly clockOffsetMs: number | null;
  /** What it told that it holds durably. */
  readonly vector: readonly VectorEntry[];
}

const textList = (json: string): string[] => {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
};

export const readPeers = (connection: Connection): RememberedPeer[] =>
  connection.all(sqlBuilder.selectFrom('peer').selectAll()).map((row) => ({
    deviceId: uuidOf(row.device),
    addresses: textList(row.addresses),
    lastSeenAt: row.lastSeenAt,
    appVersion: row.appVersion,
    clockOffsetMs: row.clockOffsetMs,
    vector: vectorEntry.array().catch([]).parse(JSON.parse(row.vector)),
  }));

const writePeer = (connection: Connection, peer: RememberedPeer): void => {
  const values = {
    addresses: JSON.stringify(peer.addresses),
    lastSeenAt: peer.lastSeenAt,
    appVersion: peer.appVersion,
    clockOffsetMs: peer.clockOffsetMs,
    vector: JSON.stringify(peer.vector),
  };
  connection.run(
    sqlBuilder
      .insertInto('peer')
      .values({ device: blobOf(peer.deviceId), ...values })
      .onConflict((conflict) => conflict.column('device').doUpdateSet(values)),
  );
};

/**
 * Writes down what is known of peers. These are hints: where a full disk or a missing right keeps them out,
 * nothing is lost that a person saved.
 * @returns whether they were written.
 */
export const writePeers = (connection: Connection, peers: readonly RememberedPeer[]): boolean => {
  try {
    connection.sqlite.transaction(() => {
      for (const peer of peers) writePeer(connection, peer);
    })();
    return true;
  } catch (cause) {
    if (cause instanceof BetterSqlite.SqliteError) return false;
    throw cause;
  }
};

/** Whether a device belongs to the call centre, as far as its rows are here. */
export const isKnownDevice = (connection: Connection, deviceId: DeviceId): boolean =>
  connection.prepare('SELECT 1 FROM device WHERE id = ? AND createdAt IS NOT NULL').get(blobOf(deviceId)) !==
  undefined;

export const readTypedAddresses = (connection: Connection): string[] =>
  connection.all(sqlBuilder.selectFrom('typed_address').select('address')).map((row) => row.address);

export const addTypedAddress = (connection: Connection, address: string): void => {
  connection.run(
    sqlBuilder
      .insertInto('typed_address')
      .values({ address })
      .onConflict((conflict) => conflict.doNothing()),
  );
};
