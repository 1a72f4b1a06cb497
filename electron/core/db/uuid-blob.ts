/** UUIDs are text everywhere but inside SQLite, where they are 16-byte blobs. */
export const blobOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

export const uuidOf = <Id extends string>(blob: Uint8Array): Id => {
  const hex = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('hex');
  // A blob column holds the id that its entity's schema let in.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
};
