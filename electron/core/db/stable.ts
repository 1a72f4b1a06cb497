import { ok } from '../../../shared/lib/result.ts';
import { type VectorEntry, vectorEntry } from '../../../shared/sync/version-vector.ts';
import { atomicallyRelaxed } from './atomically.ts';
import type { Connection } from './connection.ts';
import { readMeta, writeMeta } from './meta.ts';

/** What every live device holds, as the hub last told it; nothing before it did. */
export const readStable = (connection: Connection): readonly VectorEntry[] =>
  vectorEntry
    .array()
    .catch([])
    .parse(JSON.parse(readMeta(connection, 'stable') ?? '[]'));

/** Where a full disk keeps it out, it is told again. @returns whether it was written. */
export const writeStable = (connection: Connection, stable: readonly VectorEntry[]): boolean =>
  atomicallyRelaxed<null, null>(
    connection,
    () => {
      writeMeta(connection, 'stable', JSON.stringify(stable));
      return ok(null);
    },
    () => null,
  ).ok;
