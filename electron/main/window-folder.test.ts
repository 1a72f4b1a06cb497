import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { windowFolder } from './window-folder.ts';

describe("the window's own folder", () => {
  let base = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'paydar-folder-'));
    vi.spyOn(console, 'error').mockReturnValue();
  });
  afterEach(() => {
    rmSync(base, { recursive: true });
    vi.restoreAllMocks();
  });

  it('is made within the data folder and left empty', () => {
    const folder = windowFolder(join(base, 'data'));
    expect(folder).toBe(join(base, 'data', 'window'));
    expect(readdirSync(folder)).toEqual([]);
    expect(statSync(join(base, 'data')).mode & 0o077, 'rights of others').toBe(0);
  });

  it('is a temporary one where the data folder cannot be made', () => {
    writeFileSync(join(base, 'file'), '');
    const folder = windowFolder(join(base, 'file', 'data'));
    expect(folder.startsWith(tmpdir())).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
