/** A data folder in memory, for simulations: what was swapped or set aside outlives the core, as files do. */
import { type Database, type DatabaseOptions, openDatabase } from '../../electron/core/db/database.ts';
import type { DataFolder, Replacement } from '../../electron/core/recovery/data-folder.ts';

export interface MemoryFolder extends DataFolder {
  /** The live database, whether a core is running over it or not. */
  readonly live: Database;
  readonly setAside: ReadonlyMap<string, Database>;
}

/** Survives its «closing»: only the folder gives it up. */
const lasting = (database: Database): Database => ({ ...database, close: () => undefined });

export const createMemoryFolder = (options: DatabaseOptions = { durable: false }): MemoryFolder => {
  const make = (): Database => {
    const opened = openDatabase(':memory:', options);
    if (!opened.ok) throw new Error(opened.error.type);
    return lasting(opened.value);
  };
  let live = make();
  let staged: Database | null = null;
  let decided: Replacement | null = null;
  let identity: string | null = null;
  const setAside = new Map<string, Database>();
  return {
    get live() {
      return live;
    },
    setAside,
    openLive: () => ({ ok: true, value: live }),
    stage: () => {
      staged = make();
      return { ok: true, value: staged };
    },
    openStaged: () =>
      staged === null
        ? { ok: false, error: { type: 'database-unreadable', detail: 'nothing is staged' } }
        : { ok: true, value: staged },
    readStaged: () => (staged === null ? null : { ...staged.writer, close: () => undefined }),
    abandon: () => {
      decided = null;
      staged = null;
    },
    decide: (replacement) => {
      decided = replacement;
    },
    decided: () => decided,
    readLive: () => ({ ...live.writer, close: () => undefined }),
    swap: (replacement) => {
      if (staged !== null) {
        setAside.set(replacement.setAside, live);
        live = staged;
        staged = null;
      }
      decided = null;
    },
    listSetAside: () => [...setAside.keys()].sort(),
    readSetAside: (name) => {
      const found = setAside.get(name);
      return found === undefined ? null : { ...found.writer, close: () => undefined };
    },
    recallIdentity: () => identity,
    rememberIdentity: (text) => {
      identity = text;
    },
  };
};
