import BetterSqlite, { type Database as SqliteDatabase, type Statement } from 'better-sqlite3';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { ownValue } from '../../../shared/lib/own-value.ts';
import type { DataModel } from './data-model.ts';
import { type EntityTable, openEntityTable } from './entity-table.ts';
import type { Tables } from './schema.ts';
import { createSegmentCache, type SegmentCache } from './segment-cache.ts';

/** Builds and types SQL; never runs it (docs/decisions/0002). */
export const sqlBuilder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** One SQLite connection with its prepared statements. Everything on it is synchronous. */
export interface Connection {
  readonly sqlite: SqliteDatabase;
  /** What this version knows: entities, kinds of changes, the form of the database. */
  readonly model: DataModel;
  /** What was read of the archive lately. */
  readonly segments: SegmentCache;
  all<Row>(query: Compilable<Row>): Row[];
  get<Row>(query: Compilable<Row>): Row | undefined;
  run(query: Compilable<unknown>): number;
  /** A statement written by hand, for the few that Kysely cannot say or that are too hot to build. */
  prepare(sql: string): Statement<unknown[], unknown>;
  /** An entity's table; null for an entity that this version does not know. */
  table(entity: string): EntityTable | null;
  close(): void;
}

/** @param place a file, `:memory:`, or what a database in memory begins with. */
export const openConnection = (
  place: string | Buffer,
  options: { readonly readonly: boolean; readonly model: DataModel },
): Connection => {
  const sqlite = new BetterSqlite(place, { readonly: options.readonly, timeout: 5000 });
  const statements = new Map<string, Statement<unknown[], unknown>>();
  const tables = new Map<string, EntityTable>();
  const prepare = (sql: string): Statement<unknown[], unknown> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = sqlite.prepare<unknown[], unknown>(sql);
    statements.set(sql, made);
    return made;
  };
  // Kysely typed the row when it built the query; SQLite returns what was asked.
  const rows = <Row>(compiled: CompiledQuery<Row>): Row[] =>
    prepare(compiled.sql).all(...compiled.parameters) as Row[];
  return {
    sqlite,
    model: options.model,
    segments: createSegmentCache(),
    prepare,
    table: (name) => {
      const known = tables.get(name);
      if (known !== undefined) return known;
      const entity = ownValue(options.model.entities, name);
      if (entity === undefined) return null;
      const opened = openEntityTable(sqlite, entity);
      tables.set(name, opened);
      return opened;
    },
    all: (query) => rows(query.compile()),
    get: (query) => rows(query.compile())[0],
    run: (query) => {
      const compiled = query.compile();
      return prepare(compiled.sql).run(...compiled.parameters).changes;
    },
    close: () => {
      statements.clear();
      tables.clear();
      sqlite.close();
    },
  };
};
