import type { Entity } from '../../../shared/entities/define-entity.ts';
import { entities } from '../../../shared/entities/index.ts';
import type { Change } from '../../../shared/sync/operation.ts';
import { migrations, schemaVersion } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/**
 * What one version of the program knows: its entities, how its database comes to its form, and what kinds of
 * changes it applies. Everything generic in the replica walks this value, never the list of entities, so that
 * versions can stand beside each other in one process.
 */
export interface DataModel {
  /** `user_version` of the database and `schema` of operations made by it. */
  readonly version: number;
  /** By table name. */
  readonly entities: Readonly<Record<string, Entity>>;
  /** In order of version, without gaps, up to `version`. */
  readonly migrations: readonly Migration[];
  /**
   * Kinds of changes beside `insert` and `update`, and the insert or update that each of them is. Depends on the
   * change alone; null when it says nothing that can be applied.
   */
  readonly kinds: Readonly<Record<string, (change: Change) => Change | null>>;
}

export const shippedModel: DataModel = { version: schemaVersion, entities, migrations, kinds: {} };
