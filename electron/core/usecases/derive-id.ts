import { createHash } from 'node:crypto';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { uuidOf } from '../db/uuid-blob.ts';

/**
 * An id that follows from what the row is about (UUID version 8, RFC 9562 §5.8), so that two desks that did
 * not see each other make one row and not two.
 */
export const deriveId = <Name extends string>(entity: Name, ...parts: readonly string[]): EntityId<Name> => {
  const bytes = createHash('sha256')
    .update(JSON.stringify([entity, ...parts]), 'utf8')
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidOf(bytes);
};
