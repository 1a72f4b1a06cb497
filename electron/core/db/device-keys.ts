import type { KeyObject } from 'node:crypto';
import { device } from '../../../shared/entities/device.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { ownValue } from '../../../shared/lib/own-value.ts';
import type { Operation, OperationKey } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import { hashAt } from './heads.ts';
import { isPublicKey, isSignedBy, readPublicKey } from './operation-signature.ts';
import { sha256 } from './sha256.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** The key that was accepted for a device, as base64url; null for a device that nobody has introduced. */
export const acceptedKey = (connection: Connection, deviceId: DeviceId): string | null => {
  const row = connection.prepare('SELECT key FROM device_key WHERE device = ?').get(blobOf(deviceId)) as
    | { key: string }
    | undefined;
  return row?.key ?? null;
};

/**
 * Whether another device's id ends in the same way, of which one could then write what the other owns
 * (`shared/sync/row-owner.ts`). By chance that never happens.
 */
export const endsLikeAnother = (connection: Connection, deviceId: DeviceId): boolean =>
  connection
    .prepare('SELECT 1 FROM device_key WHERE substr(device, 11) = substr(?, 11) AND device <> ?')
    .get(blobOf(deviceId), blobOf(deviceId)) !== undefined;

/** Every accepted key by its device. */
export const readAcceptedKeys = (connection: Connection): [DeviceId, string][] =>
  (
    connection.prepare('SELECT device, key FROM device_key ORDER BY device').all() as {
      device: Buffer;
      key: string;
    }[]
  ).map(({ device: id, key }) => [uuidOf<DeviceId>(id), key]);

/** The first key of a device is its key for good: whatever is said of it later changes nothing. */
export const acceptKey = (connection: Connection, deviceId: string, key: string): void => {
  connection
    .prepare('INSERT INTO device_key (device, key) VALUES (?, ?) ON CONFLICT (device) DO NOTHING')
    .run(blobOf(deviceId), key);
};

/**
 * Takes note of the devices that an operation introduces. From the operation and not from the row: what is
 * shown there may change, and what is held back or not for this version counts as well.
 */
export const acceptIntroducedKeys = (connection: Connection, operation: Operation): void => {
  for (const change of operation.changes) {
    if (change.entity !== device.name) continue;
    const key = ownValue(change.fields, 'operationKey');
    // The id is the row's: one of the entity `device`.
    if (isPublicKey(key)) acceptKey(connection, change.id as DeviceId, key);
  }
};

export type SignatureError =
  | { readonly type: 'device-unknown'; readonly key: OperationKey }
  | { readonly type: 'signature-wrong'; readonly key: OperationKey };

/** Tells whether an operation comes from the device that it names; null when it does. */
export type SignatureCheck = (
  connection: Connection,
  key: OperationKey,
  bytes: Uint8Array,
  signature: Uint8Array | null,
) => SignatureError | null;

/** Reads each public key once: reading one takes as long as checking with it. */
export const createSignatureCheck = (): SignatureCheck => {
  const read = new Map<string, KeyObject>();
  return (connection, key, bytes, signature) => {
    const text = acceptedKey(connection, key.device);
    if (text === null) return { type: 'device-unknown', key };
    const publicKey = read.get(text) ?? readPublicKey(text);
    read.set(text, publicKey);
    return signature !== null && isSignedBy(publicKey, bytes, signature)
      ? null
      : { type: 'signature-wrong', key };
  };
};

/** Whether these bytes are those that are held under the same number. What is not held differs from nothing. */
export const isAsHeld = (connection: Connection, key: OperationKey, bytes: Uint8Array): boolean => {
  const held = hashAt(connection, key, key.seq);
  return held === null || held.equals(sha256(bytes));
};
