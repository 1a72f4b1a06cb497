import { expect, it } from 'vitest';
import { openTestReplica } from '../../../test/support/test-replica.ts';
import { forgetMembership } from './forget.ts';
import { readMembership } from './meta.ts';

/** Something for every type of column. */
const values: Readonly<Record<string, unknown>> = { BLOB: Buffer.alloc(16, 7), TEXT: 'x', INTEGER: 1 };

it('S20: nothing is left of a call centre in any table when a join is given up, whatever tables there are', () => {
  const { replica, close } = openTestReplica(':memory:');
  const { writer } = replica.db;
  const tables = writer
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
       AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_words_%' AND name NOT LIKE 'search_parts_%'`,
    )
    .pluck()
    .all()
    .map(String)
    .filter((name) => name !== 'meta');
  for (const table of tables) {
    const columns = writer.prepare('SELECT name, type FROM pragma_table_info(?)').all(table) as {
      name: string;
      type: string;
    }[];
    writer
      .prepare(
        `INSERT INTO "${table}" (${columns.map(({ name }) => name).join(', ')})
         VALUES (${columns.map(() => '?').join(', ')})`,
      )
      .run(...columns.map(({ type }) => values[type] ?? null));
  }
  expect(tables.length).toBeGreaterThan(30);
  const filled = (): string[] =>
    tables.filter((table) => writer.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined);
  expect(filled()).toEqual(tables);
  forgetMembership(writer);
  expect(filled()).toEqual([]);
  expect(readMembership(writer)).toBeNull();
  close();
});
