import type { ArchiveLimits, DraftSegment } from '../../electron/core/db/archive-move.ts';
import { draftOf, nextStretch } from '../../electron/core/db/archive-move.ts';
import type { Connection } from '../../electron/core/db/connection.ts';
import type { VersionVector } from '../../shared/sync/version-vector.ts';

/** The next segment as the archiver makes it, without a pause. */
export const draftSegment = (
  connection: Connection,
  stable: VersionVector,
  limits: ArchiveLimits,
): DraftSegment | null => {
  const stretch = nextStretch(connection, stable, limits);
  return stretch === null ? null : draftOf(stretch);
};
