import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

describe('the lock of a data folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is given to one core at a time', () => {
    const path = join(folder, 'lock.sqlite');
    const first = lockFolder(path);
    expect(lockFolder(path)).toEqual({ ok: false, error: { type: 'data-folder-in-use' } });
    if (first.ok) first.value.release();
    const second = lockFolder(path);
    expect(second.ok).toBe(true);
    if (second.ok) second.value.release();
  });

  it('says that the folder is unusable where its file cannot be opened', () => {
    const path = join(folder, 'lock.sqlite');
    mkdirSync(path);
    expect(lockFolder(path)).toMatchObject({ ok: false, error: { type: 'data-folder-unusable' } });
  });
});
