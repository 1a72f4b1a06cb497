import type { DeviceId } from '../../../shared/lib/ids.ts';
import { acceptedKey } from '../db/device-keys.ts';
import { isSignedBy, readPublicKey } from '../db/operation-signature.ts';
import type { Replica } from '../db/replica.ts';
import type { Manifest } from './snapshots.ts';

/** No operation begins like this, so that no signature of one can be taken for that of the other. */
const signedText = (id: string): Buffer => Buffer.from(`paydar checkpoint ${id}`, 'utf8');

/** By this PC's operation key, base64url. */
export const signCheckpoint = (replica: Replica, id: string): string =>
  replica.sign(replica.db.writer, signedText(id)).toString('base64url');

/**
 * Whether the copy comes from the device that it names. A device whose key is not known here, above all to a PC that
 * is only joining, is believed when it gives its own copy itself: it has proven the organisation secret.
 */
export const isFromItsMaker = (
  { db }: Pick<Replica, 'db'>,
  { id, facts, signature }: Manifest,
  from: DeviceId,
): boolean => {
  const key = acceptedKey(db.reader, facts.maker);
  if (key === null) return from === facts.maker;
  return isSignedBy(readPublicKey(key), signedText(id), Buffer.from(signature, 'base64url'));
};
