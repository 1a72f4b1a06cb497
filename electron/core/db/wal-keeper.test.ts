import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { poll } from '../../../test/support/poll.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openDatabase } from './database.ts';
import { openReplica } from './replica.ts';
import { keepWal } from './wal-keeper.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paydar-wal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => {
  const path = join(folder, 'paydar.sqlite');
  const opened = openDatabase(path, { durable: false });
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  const clock = createFakeClock();
  const replica = openReplica(db, clock, seededRandom(1));
  const put = db.writer.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  /** Some hundred commits of several pages: SQLite alone copies them every thousand pages. */
  const write = (): void => {
    for (let n = 0; n < 400; n += 1) {
      put.run(`n${n}`, 'x'.repeat(12_000));
      replica.announce(new Map(), 'local', 1);
    }
  };
  return { db, clock, replica, write, fileBytes: () => statSync(path).size };
};

describe('the write-ahead log', () => {
  it('is copied into the file beside the core, and by no commit', async () => {
    const { db, clock, replica, write, fileBytes } = open();
    const wal = keepWal(replica);
    const before = fileBytes();
    write();
    expect(fileBytes()).toBe(before);
    await clock.advance(500);
    await poll(() => fileBytes() > before + 4_000_000, 'the file holds what was written');
    await wal.close();
    db.close();
    expect(openDatabase(join(folder, 'paydar.sqlite')).ok).toBe(true);
  });

  it('is copied by a commit when nobody else does: the control', () => {
    const { db, write, fileBytes } = open();
    const before = fileBytes();
    write();
    expect(fileBytes()).toBeGreaterThan(before);
    db.close();
  });

  it('is gone after the core has let the thread go and closed', async () => {
    const { db, clock, replica, write } = open();
    const wal = keepWal(replica);
    write();
    await clock.advance(500);
    await wal.close();
    db.close();
    expect(() => statSync(join(folder, 'paydar.sqlite-wal'))).toThrow('ENOENT');
  });
});
