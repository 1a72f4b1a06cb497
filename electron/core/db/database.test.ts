import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { schemaVersion } from './migrations/index.ts';

describe('opening a database', () => {
  let folder: string;
  const path = (): string => join(folder, 'paydar.sqlite');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-db-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const make = (): void => {
    const opened = openDatabase(path());
    if (!opened.ok) throw new Error(opened.error.type);
    opened.value.close();
  };

  it('S2: writes are durable: synchronous is FULL after the first write, in WAL mode', () => {
    const opened = openDatabase(path());
    if (!opened.ok) throw new Error(opened.error.type);
    expect(opened.value.writer.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(opened.value.writer.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    opened.value.close();
  });

  it('runs on a SQLite without the WAL-reset bug', () => {
    const sqlite = new BetterSqlite(':memory:');
    const { version } = sqlite.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003);
    sqlite.close();
  });

  it('refuses a database of a newer version and changes nothing', () => {
    make();
    const sqlite = new BetterSqlite(path());
    sqlite.pragma(`user_version = ${schemaVersion + 1}`);
    sqlite.close();
    const before = readFileSync(path());
    expect(openDatabase(path())).toMatchObject({
      ok: false,
      error: { type: 'database-newer', found: schemaVersion + 1, known: schemaVersion },
    });
    expect(readFileSync(path()).equals(before)).toBe(true);
  });

  it('refuses a database of another program and changes nothing', () => {
    const sqlite = new BetterSqlite(path());
    sqlite.exec("CREATE TABLE theirs (x); INSERT INTO theirs VALUES ('keep')");
    sqlite.close();
    const before = readFileSync(path());
    expect(openDatabase(path())).toMatchObject({ ok: false, error: { type: 'database-foreign' } });
    expect(readFileSync(path()).equals(before)).toBe(true);
  });

  it('goes on where a first start was cut off before anything was in the file', () => {
    const sqlite = new BetterSqlite(path());
    // The first page is on disk, the tables and our mark are not.
    sqlite.pragma('journal_mode = WAL');
    sqlite.close();
    expect(readFileSync(path()).length).toBeGreaterThan(0);
    make();
    const opened = openDatabase(path());
    expect(opened.ok).toBe(true);
    if (opened.ok) opened.value.close();
  });

  it('tells a file that is no database, and one that is damaged, and keeps both', () => {
    writeFileSync(path(), 'نه پایگاه داده'.repeat(200));
    expect(openDatabase(path())).toMatchObject({ ok: false, error: { type: 'database-corrupt' } });
    expect(readFileSync(path(), 'utf8')).toContain('نه پایگاه داده');

    rmSync(path());
    make();
    const damaged = join(folder, 'damaged.sqlite');
    copyFileSync(path(), damaged);
    truncateSync(damaged, 40_960);
    expect(openDatabase(damaged)).toMatchObject({ ok: false, error: { type: 'database-corrupt' } });
  });
});
