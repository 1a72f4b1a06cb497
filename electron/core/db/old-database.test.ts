import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applicationId, openDatabase } from './database.ts';
import { migrations, schemaVersion } from './migrations/index.ts';

describe('a database of the version before the archive', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-old-'));
    path = join(folder, 'paydar.sqlite');
    const sqlite = new BetterSqlite(path);
    for (const migration of migrations) if (migration.version < 9) migration.up(sqlite);
    sqlite.pragma('user_version = 8');
    sqlite.pragma(`application_id = ${applicationId}`);
    sqlite.prepare("INSERT INTO meta (key, value) VALUES ('theme', 'dark')").run();
    expect(sqlite.pragma('auto_vacuum', { simple: true })).toBe(0);
    sqlite.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('S115: is written anew at its upgrade, and gives freed pages back from then on', () => {
    const opened = openDatabase(path, { durable: false });
    if (!opened.ok) throw new Error(opened.error.type);
    const { sqlite } = opened.value.writer;
    const pragma = (name: string): number => Number(sqlite.pragma(name, { simple: true }));
    expect([pragma('user_version'), pragma('auto_vacuum')]).toEqual([schemaVersion, 2]);
    expect(sqlite.prepare("SELECT value FROM meta WHERE key = 'theme'").pluck().get()).toBe('dark');
    sqlite.exec('CREATE TABLE large (bytes BLOB)');
    sqlite.prepare('INSERT INTO large VALUES (zeroblob(4000000))').run();
    const full = pragma('page_count');
    sqlite.exec('DROP TABLE large');
    expect(pragma('freelist_count')).toBeGreaterThan(900);
    sqlite.exec('PRAGMA incremental_vacuum');
    expect(pragma('freelist_count')).toBe(0);
    expect(pragma('page_count')).toBeLessThan(full - 900);
    opened.value.close();
  });

  it('S115: is not written anew again by the next start', () => {
    for (let start = 0; start < 2; start += 1) {
      const opened = openDatabase(path, { durable: false });
      if (!opened.ok) throw new Error(opened.error.type);
      const { sqlite } = opened.value.writer;
      // Every VACUUM counts the version of the form up.
      const form = Number(sqlite.pragma('schema_version', { simple: true }));
      opened.value.close();
      const again = openDatabase(path, { durable: false });
      if (!again.ok) throw new Error(again.error.type);
      expect(Number(again.value.writer.sqlite.pragma('schema_version', { simple: true }))).toBe(form);
      again.value.close();
    }
  });
});
