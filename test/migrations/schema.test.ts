import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations, schemaVersion } from '../../electron/core/db/migrations/index.ts';
import type { Entity } from '../../shared/entities/define-entity.ts';
import { entities } from '../../shared/entities/index.ts';

const synced: readonly Entity[] = Object.values(entities);
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

const migrated = (upTo: number): BetterSqlite.Database => {
  const sqlite = new BetterSqlite(':memory:');
  for (const migration of migrations) if (migration.version <= upTo) migration.up(sqlite);
  return sqlite;
};

const columnsOf = (sqlite: BetterSqlite.Database, table: string): Column[] =>
  sqlite.prepare('SELECT name, type FROM pragma_table_info(?)').all(table) as Column[];

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(
      Array.from({ length: schemaVersion }, (_, n) => n + 1),
    );
  });

  it.each(synced.map((entity) => [entity.name, entity] as const))(
    'give %s exactly the columns of its entity',
    (_, entity) => {
      const sqlite = migrated(schemaVersion);
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
    for (let version = 1; version <= schemaVersion; version += 1) {
      const sqlite = migrated(version);
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
