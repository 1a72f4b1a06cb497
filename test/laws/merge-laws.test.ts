import { describe, expect, it } from 'vitest';
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import {
  defineEntity,
  type Entity,
  integer,
  merged,
  name,
  optional,
  text,
} from '../../shared/entities/define-entity.ts';
import { entities } from '../../shared/entities/index.ts';
import { checkLaws } from './check-laws.ts';

/** An entity that nobody wrote a test for, with a field of every class, in a version of its own. */
const planted = defineEntity({
  name: 'planted',
  merge: 'field',
  fields: {
    title: name(),
    note: optional(text(40)),
    removedAt: merged('set', optional(integer())),
    state: merged('machine', text(40)),
    place: merged('owner', integer()),
    price: merged('hub', integer()),
    told: merged('event', text(40)),
  },
});

const plantedModel: DataModel = {
  ...shippedModel,
  version: shippedModel.version + 1,
  entities: { ...shippedModel.entities, planted },
  migrations: [
    ...shippedModel.migrations,
    {
      version: shippedModel.version + 1,
      up: (sqlite) => {
        const copied = sqlite
          .prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'setting'")
          .get();
        if (copied === undefined) throw new Error('no table to copy');
        const columns = Object.keys(planted.fields).filter((field) => field !== 'deletedAt');
        sqlite.exec(
          copied.sql
            .replace('TABLE setting', 'TABLE planted')
            .replace('key TEXT, value TEXT', columns.join(', ')),
        );
      },
    },
  ],
};

const all: readonly Entity[] = Object.values(entities);
const cases = [
  ...all.map((entity) => [entity.name, entity, shippedModel] as const),
  ['an entity that this suite has never heard of', planted, plantedModel] as const,
];
const seeds = [1, 2, 3, 4];

describe.each(cases)('histories of %s', (_, entity, model) => {
  it('S80: stand alike on every replica, as the bare set of their writes says, in any order and batches, and twice', () => {
    for (const seed of seeds) expect(checkLaws(entity, seed, { model })).toEqual([]);
  });
});
