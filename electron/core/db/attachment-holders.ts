import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { blobOf, uuidOf } from './uuid-blob.ts';

/** Remembers which bodies a device said that it holds, and which it does not. A hint: it is asked again. */
export const noteHolder = (
  connection: Connection,
  deviceId: DeviceId,
  held: readonly string[],
  lacking: readonly string[],
): void => {
  const device = blobOf(deviceId);
  const insert = connection.prepare('INSERT OR IGNORE INTO attachment_holder (sha256, device) VALUES (?, ?)');
  const forget = connection.prepare('DELETE FROM attachment_holder WHERE sha256 = ? AND device = ?');
  connection.sqlite.transaction(() => {
    for (const hash of held) insert.run(hash, device);
    for (const hash of lacking) forget.run(hash, device);
  })();
};

export const readHolders = (connection: Connection, hash: string): DeviceId[] => {
  const rows = connection.prepare('SELECT device FROM attachment_holder WHERE sha256 = ?').all(hash) as {
    device: Buffer;
  }[];
  return rows.map(({ device }) => uuidOf(device));
};

/** Bytes of all bodies that living attachments of the call centre name. */
export const sumAttachmentBytes = (connection: Connection): number => {
  const row = connection
    .prepare(
      `SELECT coalesce(sum(sizeBytes), 0) AS bytes FROM (
         SELECT DISTINCT sha256, sizeBytes FROM attachment WHERE createdAt IS NOT NULL AND deletedAt IS NULL
       )`,
    )
    .get() as { bytes: number };
  return row.bytes;
};

/** Whether a living attachment names this body; when not, when the last one that did was deleted, if any. */
export const bodyUse = (
  connection: Connection,
  hash: string,
): { readonly isUsed: boolean; readonly deletedAt: number | null } => {
  const row = connection
    .prepare(
      `SELECT coalesce(max(deletedAt IS NULL), 0) AS used, max(deletedAt) AS deletedAt
       FROM attachment WHERE sha256 = ?`,
    )
    .get(hash) as { used: number; deletedAt: number | null };
  return { isUsed: row.used === 1, deletedAt: row.deletedAt };
};
