import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import type { BodyStore } from './body-store.ts';
import { fileBodyStore } from './file-body-store.ts';
import { memoryBodyStore } from './memory-body-store.ts';

const bytes = Buffer.from(seededRandom('body').bytes(700_000));
const hash = createHash('sha256').update(bytes).digest('hex');
const half = 300_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paydar-bodies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stores: readonly (readonly [string, () => BodyStore])[] = [
  ['files', () => fileBodyStore(folder)],
  ['memory', memoryBodyStore],
];

describe.each(stores)('bodies in %s', (_, make) => {
  it('S95: are held once they are whole, under the name of what they contain', async () => {
    const store = make();
    await store.open();
    await store.writePart(hash, 0, bytes.subarray(0, half));
    expect(store.has(hash)).toBe(false);
    expect(await store.read(hash, 0, 10)).toHaveLength(0);
    expect((await store.readPart(hash, 0, bytes.length)).equals(bytes.subarray(0, half))).toBe(true);
    await store.writePart(hash, half, bytes.subarray(half));
    expect(await store.finish(hash, 1)).toBe(true);
    expect(store.held()).toMatchObject([{ hash, sizeBytes: bytes.length }]);
    expect(store.usedBytes()).toBe(bytes.length);
    expect((await store.read(hash, 5, 100)).equals(bytes.subarray(5, 105))).toBe(true);
    await store.remove(hash);
    expect([store.has(hash), store.usedBytes()]).toEqual([false, 0]);
  });

  it('S95: that are not what their name says are refused, and nothing of them is left', async () => {
    const store = make();
    await store.open();
    await store.writePart(hash, 0, bytes.subarray(0, half));
    expect(await store.finish(hash, 1)).toBe(false);
    expect(store.has(hash)).toBe(false);
    expect(await store.readPart(hash, 0, 10)).toHaveLength(0);
  });

  it('lose what stood behind a piece that is written again', async () => {
    const store = make();
    await store.open();
    await store.writePart(hash, 0, bytes);
    await store.writePart(hash, half, bytes.subarray(half, half + 10));
    expect(await store.readPart(hash, 0, bytes.length)).toHaveLength(half + 10);
    await store.dropPart(hash);
    expect(await store.readPart(hash, 0, 1)).toHaveLength(0);
  });
});

describe('bodies in files', () => {
  it('S95: are found again after a restart, and what was not whole goes on as a part', async () => {
    const first = fileBodyStore(folder);
    await first.open();
    await first.writePart(hash, 0, bytes);
    await first.finish(hash, 1);
    const other = 'ab'.repeat(32);
    await first.writePart(other, 0, bytes.subarray(0, half));
    mkdirSync(join(folder, 'zz'));
    writeFileSync(join(folder, hash.slice(0, 2), 'note.txt'), 'x');
    const second = fileBodyStore(folder);
    await second.open();
    expect(second.held().map((body) => body.hash)).toEqual([hash]);
    expect(await second.readPart(other, 0, bytes.length)).toHaveLength(half);
    expect(readdirSync(join(folder, 'parts'))).toEqual([other]);
  });
});
