import { acceptOperations } from '../../electron/core/db/accept.ts';
import { readConflictsOf } from '../../electron/core/db/conflicts.ts';
import type { Connection } from '../../electron/core/db/connection.ts';
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { fromStored } from '../../electron/core/db/row-codec.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { blobOf } from '../../electron/core/db/uuid-blob.ts';
import { type Entity, mergeClassOf } from '../../shared/entities/define-entity.ts';
import { isEntityName } from '../../shared/entities/index.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import type { Json } from '../../shared/sync/register.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { openTestReplica } from '../support/test-replica.ts';
import { anyDelivery, randomHistories } from './histories.ts';
import { isAsked, mayBeShown, standing, type Written } from './written.ts';

export interface Violation {
  readonly law: 'same-state' | 'repeatable' | 'shown' | 'kept' | 'asked';
  readonly detail: string;
}

const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
const replicas = 3;

const sorted = (values: readonly Json[]): string =>
  JSON.stringify(values.map((v) => JSON.stringify(v)).sort());

/** A row against what must stand in it: what is shown, what is kept beside it, and what people are asked. */
const checkRow = (
  connection: Connection,
  entity: Entity,
  row: string,
  written: readonly Written[],
): Violation[] => {
  const violations: Violation[] = [];
  const stored = connection.prepare(`SELECT * FROM ${entity.name} WHERE id = ?`).get(blobOf(row)) as
    | Readonly<Record<string, unknown>>
    | undefined;
  if (stored === undefined) return [];
  const beside = connection
    .prepare('SELECT field, value FROM sibling WHERE entity = ? AND row = ? AND replaced = 0')
    .all(entity.name, blobOf(row)) as { field: string; value: string }[];
  const asked = isEntityName(entity.name)
    ? readConflictsOf(connection, entity.name, [row]).map(({ field }) => field)
    : [];
  const isLiving = stored.createdAt !== null && stored.deletedAt === null;
  for (const [field, { column }] of Object.entries(entity.fields)) {
    const writes = standing(entity, field, written);
    const shown = fromStored(column, stored[field]);
    const at = `${entity.name}.${field} of ${row}`;
    const allowed = mayBeShown(mergeClassOf(entity, field), writes);
    if (writes.length > 0 && !allowed.some((value) => JSON.stringify(value) === JSON.stringify(shown)))
      violations.push({ law: 'shown', detail: `${at}: ${JSON.stringify(shown)}` });
    // Of a register whose every write is replaced by one that never comes, nothing is asked.
    const kept = beside
      .filter((other) => other.field === field)
      .map(({ value }): Json => JSON.parse(value) as Json);
    if (writes.length > 0 && sorted([shown, ...kept]) !== sorted(writes.map(({ value }) => value)))
      violations.push({ law: 'kept', detail: `${at}: ${JSON.stringify([shown, ...kept])}` });
    // Only of entities that the program has screens for is anybody asked.
    const isShownToPeople = isEntityName(entity.name);
    if (asked.includes(field) !== (isShownToPeople && isLiving && isAsked(entity, field, writes)))
      violations.push({ law: 'asked', detail: at });
  }
  return violations;
};

export interface LawOptions {
  readonly model?: DataModel;
  readonly prepare?: ((connection: Connection, replica: number) => void) | undefined;
}

/**
 * Histories of several devices over one entity, brought to several replicas in different orders, batches and
 * repetitions: what is broken of the laws of merging.
 * @param options.model the version that receives them; `options.prepare` spoils a replica before it does.
 */
export const checkLaws = (
  entity: Entity,
  seed: number,
  { model = shippedModel, prepare = () => undefined }: LawOptions = {},
): Violation[] => {
  const random = seededRandom(`${entity.name} ${seed}`);
  const { operations, written } = randomHistories(organisationId, entity, random);
  const violations: Violation[] = [];
  const hashes: string[] = [];
  for (let n = 0; n < replicas; n += 1) {
    const { replica, close } = openTestReplica(':memory:', model);
    const { writer } = replica.db;
    prepare(writer, n);
    const receive = (order: string): void => {
      for (const batch of anyDelivery(random.fork(order), operations)) {
        const accepted = acceptOperations(replica, organisationId, batch);
        if (!accepted.ok) throw new Error(accepted.error.type);
      }
    };
    receive(`order ${n}`);
    const { hash } = stateHash(writer);
    hashes.push(hash);
    receive('once more');
    if (stateHash(writer).hash !== hash)
      violations.push({ law: 'repeatable', detail: `${entity.name}, seed ${seed}` });
    for (const row of new Set(written.map((one) => one.row)))
      violations.push(
        ...checkRow(
          writer,
          entity,
          row,
          written.filter((one) => one.row === row),
        ),
      );
    close();
  }
  if (new Set(hashes).size !== 1)
    violations.push({ law: 'same-state', detail: `${entity.name}, seed ${seed}: ${hashes.join(' ')}` });
  return violations;
};
