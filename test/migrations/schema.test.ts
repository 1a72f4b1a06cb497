import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { newerModel } from '../support/data-models.ts';

const models: readonly (readonly [string, DataModel])[] = [
  ['the shipped version', shippedModel],
  ['a newer version', newerModel],
];
const ownColumns = ['rowid', 'id', 'clock', 'extra', 'createdAt', 'createdStamp', 'createdBy', 'updatedAt'];
const sqliteType = {
  text: 'TEXT',
  json: 'TEXT',
  integer: 'INTEGER',
  boolean: 'INTEGER',
  id: 'BLOB',
} as const;

interface Column {
  readonly name: string;
  readonly type: string;
}

const migrated = ({ migrations }: DataModel, upTo: number): BetterSqlite.Database => {
  const sqlite = new BetterSqlite(':memory:');
  for (const migration of migrations) if (migration.version <= upTo) migration.up(sqlite);
  return sqlite;
};

const columnsOf = (sqlite: BetterSqlite.Database, table: string): Column[] =>
  sqlite.prepare('SELECT name, type FROM pragma_table_info(?)').all(table) as Column[];

describe.each(models)('migrations of %s', (_, model) => {
  const synced = Object.values(model.entities);

  it('are numbered from 1 without gaps', () => {
    expect(model.migrations.map(({ version }) => version)).toEqual(
      Array.from({ length: model.version }, (_, n) => n + 1),
    );
  });

  it.each(synced.map((entity) => [entity.name, entity] as const))(
    'give %s exactly the columns of its entity',
    (_name, entity) => {
      const sqlite = migrated(model, model.version);
      const columns = columnsOf(sqlite, entity.name);
      const expected = Object.entries(entity.fields).map(([name, field]) => ({
        name,
        type: sqliteType[field.column],
      }));
      expect(
        columns.filter(({ name }) => !ownColumns.includes(name)).sort((a, b) => a.name.localeCompare(b.name)),
      ).toEqual(expected.sort((a, b) => a.name.localeCompare(b.name)));
      expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(ownColumns));
      sqlite.close();
    },
  );

  it('only add to synced tables, step by step', () => {
    const names = synced.map((entity) => entity.name);
    let before = new Map<string, string[]>();
    for (let version = 1; version <= model.version; version += 1) {
      const sqlite = migrated(model, version);
      const after = new Map(
        names.map((name) => [name, columnsOf(sqlite, name).map((column) => column.name)]),
      );
      for (const [name, columns] of before) expect(after.get(name)).toEqual(expect.arrayContaining(columns));
      before = after;
      sqlite.close();
    }
    expect(before.size).toBe(names.length);
  });
});
