import type { DeviceId } from '../../../shared/lib/ids.ts';
import { acceptKey } from './device-keys.ts';
import { readMeta, writeMeta } from './meta.ts';
import { makeOperationKeys, publicKeyOf, readPrivateKey } from './operation-signature.ts';
import type { Replica } from './replica.ts';

/** This PC's device id, made once: a join that is repeated is the same device's. */
export const ownDeviceId = (replica: Replica): DeviceId => {
  const known = readMeta(replica.db.writer, 'deviceId');
  // Written below.
  if (known !== null) return known as DeviceId;
  const id = replica.newId<'device'>();
  writeMeta(replica.db.writer, 'deviceId', id);
  return id;
};

/** The public key of this PC's operations; the pair is made with the device id, and once. */
export const ownOperationKey = (replica: Replica): string => {
  const { writer } = replica.db;
  const known = readMeta(writer, 'operationKey');
  if (known !== null) return publicKeyOf(readPrivateKey(known));
  const pair = makeOperationKeys(replica.random);
  writeMeta(writer, 'operationKey', pair.privateKey);
  acceptKey(writer, ownDeviceId(replica), pair.publicKey);
  return pair.publicKey;
};
