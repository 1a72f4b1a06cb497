/** Entities that no screen knows, for laws that hold for any. */
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { defineEntity, integer, merged, name, optional, text } from '../../shared/entities/define-entity.ts';

/** An entity that nobody wrote a test for, with a field of every class, in a version of its own. */
export const planted = defineEntity({
  name: 'planted',
  merge: 'field',
  fields: {
    title: name(),
    note: optional(text(40)),
    removedAt: merged('set', optional(integer())),
    state: merged('machine', text(40)),
    place: integer(),
    price: merged('hub', integer()),
    told: merged('event', text(40)),
  },
});

/** Rows that only the device writes which their id names; others try. */
export const owned = defineEntity({
  name: 'owned',
  merge: 'owner',
  fields: { title: name(), place: optional(integer()) },
});

export const plantedModel: DataModel = {
  ...shippedModel,
  version: shippedModel.version + 1,
  entities: { ...shippedModel.entities, planted, owned },
  migrations: [
    ...shippedModel.migrations,
    {
      version: shippedModel.version + 1,
      up: (sqlite) => {
        const copied = sqlite
          .prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'setting'")
          .get();
        if (copied === undefined) throw new Error('no table to copy');
        for (const { name: table, fields } of [planted, owned]) {
          const columns = Object.keys(fields).filter((field) => field !== 'deletedAt');
          sqlite.exec(
            copied.sql
              .replace('TABLE setting', `TABLE ${table}`)
              .replace('key TEXT, value TEXT', columns.join(', ')),
          );
        }
      },
    },
  ],
};
