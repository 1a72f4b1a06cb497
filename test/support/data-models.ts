/** The shipped version beside the one before it and the one after it, as an office has them during an upgrade. */
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { tiers } from '../../shared/entities/customer.ts';
import {
  defineEntity,
  type Entity,
  integer,
  name,
  oneOf,
  optional,
  text,
} from '../../shared/entities/define-entity.ts';

const withoutField = (entity: Entity, field: string): Entity => ({
  ...entity,
  fields: Object.fromEntries(Object.entries(entity.fields).filter(([name]) => name !== field)),
});

const entityOf = (entityName: string): Entity => {
  const entity = shippedModel.entities[entityName];
  if (entity === undefined) throw new Error(`no entity ${entityName}`);
  return entity;
};

/**
 * Knows neither products nor a customer's city. It has them in its tables, for the steps that made those are
 * released and cannot be cut in two, but never looks there.
 */
export const olderModel: DataModel = {
  ...shippedModel,
  entities: {
    ...Object.fromEntries(Object.entries(shippedModel.entities).filter(([entity]) => entity !== 'product')),
    customer: withoutField(entityOf('customer'), 'city'),
  },
};

const invoice = defineEntity({
  name: 'invoice',
  merge: 'field',
  fields: { title: name(), totalRial: integer() },
});

const moodField = optional(text(40));
const newerCustomer: Entity = {
  ...entityOf('customer'),
  fields: { ...entityOf('customer').fields, mood: moodField, tier: oneOf([...tiers, 'gold']) },
};

/** Knows invoices, a customer's mood, a tier more, and the kind of change that writes a row off. */
export const newerModel: DataModel = {
  version: shippedModel.version + 1,
  entities: { ...shippedModel.entities, customer: newerCustomer, invoice },
  migrations: [
    ...shippedModel.migrations,
    {
      version: shippedModel.version + 1,
      up: (sqlite) => {
        const columns: readonly { readonly name: string; readonly type: string }[] = sqlite
          .prepare<[], { name: string; type: string }>("SELECT name, type FROM pragma_table_info('tag')")
          .all();
        const own = columns
          .filter((column) => !['name', 'colour', 'rowid', 'id', 'updatedAt'].includes(column.name))
          .map((column) => `${column.name} ${column.type}`);
        sqlite.exec(`
          CREATE TABLE invoice (
            rowid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title TEXT, totalRial INTEGER,
            ${own.join(', ')}, updatedAt INTEGER NOT NULL
          );
          ALTER TABLE customer ADD COLUMN mood TEXT;`);
      },
    },
  ],
  kinds: {
    write_off: (change) => ({ ...change, kind: 'update', fields: { deletedAt: 1_790_000_000_000 } }),
  },
};
