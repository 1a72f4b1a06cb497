import { uuidOfHex } from '../../../shared/lib/uuid.ts';

/** UUIDs are text everywhere but inside SQLite, where they are 16-byte blobs. */
export const blobOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

export const uuidOf = <Id extends string>(blob: Uint8Array): Id => {
  const hex = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('hex');
  // A blob column holds the id that its entity's schema let in.
  return uuidOfHex(hex) as Id;
};
