import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const syncPath = (path: string, flags: 'r' | 'r+'): void => {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes the names in a folder durable. Where a system has no such call for folders, its renames are durable by themselves. */
export const syncFolder = (folder: string): void => {
  if (process.platform !== 'win32') syncPath(folder, 'r');
};

const syncFile = (path: string): void => syncPath(path, 'r+');

/** Writes a small file as a whole or not at all, for nobody else on this PC; durable when it returns. */
export const writeDurably = (path: string, text: string): void => {
  const draft = `${path}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  syncFile(draft);
  renameSync(draft, path);
  syncFolder(dirname(path));
};
