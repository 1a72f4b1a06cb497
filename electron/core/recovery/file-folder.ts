import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Connection, openConnection } from '../db/connection.ts';
import { shippedModel } from '../db/data-model.ts';
import { type DatabaseOptions, openDatabase, openErrorOf } from '../db/database.ts';
import type { DataFolder, Replacement } from './data-folder.ts';
import { syncFolder, writeDurably } from './durable-file.ts';

const replacementSchema = z.object({
  reason: z.enum(['checkpoint', 'forked', 'restored', 'corrupt']),
  at: z.number(),
  setAside: z.string().regex(/^[\w-]+$/),
  stage: z.enum(['carry', 'swap']),
});

const readReplacement = (text: string): Replacement | null => {
  try {
    return replacementSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** A SQLite database is up to three files; the two beside it belong to it and to no other. */
const companions = ['-wal', '-shm', ''] as const;

export interface FileFolderOptions {
  readonly dataDir: string;
  readonly database?: DatabaseOptions;
  /** Called before each step on the disk: tests let the power fail there. */
  readonly onStep?: (step: string) => void;
}

export const databaseFile = 'paydar.sqlite';
export const stagedFile = 'next.sqlite';

/**
 * The data folder on disk: `paydar.sqlite`, while a replacement is prepared `next.sqlite` and `replacement.json`,
 * and `set-aside/<time>-<reason>/paydar.sqlite`.
 */
export const openFileFolder = ({
  dataDir,
  database = {},
  onStep = () => undefined,
}: FileFolderOptions): DataFolder => {
  const live = join(dataDir, databaseFile);
  const staged = join(dataDir, stagedFile);
  const journal = join(dataDir, 'replacement.json');
  const setAside = join(dataDir, 'set-aside');
  const identity = join(dataDir, 'identity.json');

  const readOnly = (path: string): Connection | null => {
    if (!existsSync(path)) return null;
    try {
      return openConnection(path, { readonly: true, model: database.model ?? shippedModel });
    } catch (cause) {
      if (openErrorOf(cause) !== null) return null;
      throw cause;
    }
  };
  const removeStaged = (): void => {
    // The main file last: what is left of a database without it is never taken for one.
    for (const companion of companions) {
      onStep(`remove next${companion}`);
      rmSync(staged + companion, { force: true });
    }
  };
  /** The companions first: a database never stands beside another one's. */
  const moveAside = (folder: string): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const companion of companions) {
      if (!existsSync(live + companion)) continue;
      onStep(`set aside${companion}`);
      renameSync(live + companion, join(folder, databaseFile + companion));
    }
    syncFolder(folder);
    syncFolder(setAside);
  };

  return {
    openLive: (isChecked = false) => openDatabase(live, { ...database, isChecked }),
    stage: () => {
      removeStaged();
      return openDatabase(staged, database);
    },
    openStaged: () => openDatabase(staged, { ...database, isChecked: true }),
    readStaged: () => readOnly(staged),
    abandon: () => {
      onStep('abandon');
      rmSync(journal, { force: true });
      syncFolder(dataDir);
      removeStaged();
    },
    decide: (replacement) => {
      onStep(`decide ${replacement.stage}`);
      writeDurably(journal, JSON.stringify(replacement));
    },
    decided: () => {
      if (!existsSync(journal)) return null;
      const read = readReplacement(readFileSync(journal, 'utf8'));
      // It was whole when it was written; what the disk made of it decides nothing, and is kept.
      if (read === null) renameSync(journal, `${journal}.unreadable`);
      return read;
    },
    readLive: () => readOnly(live),
    swap: (replacement) => {
      // Once the staged file is gone, the one in the live place is the new one.
      if (existsSync(staged)) {
        moveAside(join(setAside, replacement.setAside));
        onStep('take the place');
        renameSync(staged, live);
        syncFolder(dataDir);
      }
      onStep('forget the decision');
      rmSync(journal, { force: true });
      syncFolder(dataDir);
    },
    listSetAside: () => (existsSync(setAside) ? readdirSync(setAside).sort() : []),
    readSetAside: (name) => readOnly(join(setAside, name, databaseFile)),
    recallIdentity: () => (existsSync(identity) ? readFileSync(identity, 'utf8') : null),
    rememberIdentity: (text) => {
      if (text === null) rmSync(identity, { force: true });
      else if (!existsSync(identity) || readFileSync(identity, 'utf8') !== text) writeDurably(identity, text);
    },
  };
};
