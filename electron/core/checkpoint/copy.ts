import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { CheckpointFacts } from '../../../shared/sync/messages/checkpoint.ts';
import { isLogWhole } from '../db/archive.ts';
import type { Connection } from '../db/connection.ts';
import { checkCopy, type DatabaseForm, removeLocalFacts } from '../db/database-copy.ts';
import { readVector } from '../db/operation-log.ts';
import { stateHash } from '../db/state-hash.ts';
import type { StageError } from './snapshots.ts';

export type CopyFacts = Pick<CheckpointFacts, 'schema' | 'vector' | 'stateHash'>;

/** Makes a plain copy one that others may have, and says what is in it. */
export const prepareCopy = (copy: Connection): CopyFacts => {
  removeLocalFacts(copy);
  return { schema: copy.model.version, vector: readVector(copy), stateHash: stateHash(copy).hash };
};

/**
 * Holds an unpacked copy against what its maker said of it, before it is used. One of an older form is upgraded
 * first, and then has another state hash; there the hashes of the chunks have to do.
 * @param form of a database of that version, where it was made out before.
 */
export const verifyCopy = (
  copy: Connection,
  facts: CheckpointFacts,
  form?: DatabaseForm,
): Result<null, StageError> => {
  const checked = checkCopy(copy, facts.schema, form);
  if (!checked.ok) return checked;
  if (JSON.stringify(readVector(copy)) !== JSON.stringify(facts.vector))
    return err({ type: 'state-differs' });
  if (facts.schema === copy.model.version && stateHash(copy).hash !== facts.stateHash)
    return err({ type: 'state-differs' });
  return isLogWhole(copy) ? ok(null) : err({ type: 'state-differs' });
};
