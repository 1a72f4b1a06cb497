import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSize, halfOf, readBounds, writeBounds } from './window-bounds.ts';

describe('the remembered place of the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-bounds-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('comes back as it was left', () => {
    const file = join(folder, 'bounds.json');
    const bounds = { x: 40, y: 30, width: 1200, height: 700 };
    writeBounds(file, bounds, true);
    expect(readBounds(file, [screen])).toEqual({ bounds, maximized: true });
  });

  it('keeps its size but not its place when its screen was unplugged', () => {
    const file = join(folder, 'bounds.json');
    writeBounds(file, { x: 2500, y: 30, width: 1200, height: 700 }, false);
    expect(readBounds(file, [screen]).bounds).toEqual({ width: 1200, height: 700 });
  });

  it.each(['', '{', 'null', '[]', '{"x":"1"}'])('is the default when the file holds %j', (text) => {
    const file = join(folder, 'bounds.json');
    writeFileSync(file, text);
    expect(readBounds(file, [screen])).toEqual({ bounds: defaultSize, maximized: false });
  });
});

describe('two desks side by side', () => {
  it('share a wide screen without overlapping', () => {
    const screen = { x: 0, y: 0, width: 2732, height: 768 };
    expect(halfOf(screen, 'left')).toEqual({ x: 0, y: 0, width: 1366, height: 768 });
    expect(halfOf(screen, 'right')).toEqual({ x: 1366, y: 0, width: 1366, height: 768 });
  });

  it('stay on a small screen with the width they need', () => {
    expect(halfOf({ x: 0, y: 0, width: 1366, height: 768 }, 'right')).toEqual({
      x: 342,
      y: 0,
      width: 1024,
      height: 768,
    });
  });
});
