// Real files for the tests of the import: written to a temporary folder that is removed afterwards.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ReadControl, SourceRow } from '../../electron/core/customer-import/table.ts';
import { createBreath } from '../../electron/core/db/breathe.ts';

export interface TestFiles {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  /** A file of that size that takes no room on the disk. */
  sparse(name: string, sizeBytes: number): string;
}

export const createTestFiles = (): TestFiles => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-import-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    path,
    write,
    sparse: (name, sizeBytes) => {
      truncateSync(write(name, ''), sizeBytes);
      return path(name);
    },
  };
};

export const control = (signal: AbortSignal = new AbortController().signal): ReadControl => ({
  signal,
  breathe: createBreath(() => performance.now()),
});

export const collectInto = (rows: SourceRow[]) => async (batch: readonly SourceRow[]) => {
  rows.push(...batch);
};

/** Windows-1256 bytes of a text: the inverse of what the platform's decoder reads. */
export const windows1256 = (text: string): Uint8Array => {
  const decoder = new TextDecoder('windows-1256');
  const byteOf = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) byteOf.set(decoder.decode(new Uint8Array([byte])), byte);
  return Uint8Array.from(text, (letter) => {
    const byte = byteOf.get(letter);
    if (byte === undefined) throw new Error(`${letter} is not in Windows-1256`);
    return byte;
  });
};

export const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
