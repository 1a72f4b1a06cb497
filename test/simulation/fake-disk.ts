/**
 * The disk of one simulated PC: it outlives every process that opens it, and holds what was committed, nothing
 * else. Power can go at any single write, and room can run out.
 */
import type BetterSqlite from 'better-sqlite3';
import { type Connection, openConnection } from '../../electron/core/db/connection.ts';
import { type DataModel, shippedModel } from '../../electron/core/db/data-model.ts';
import { type Database, type OpenError, openDatabase } from '../../electron/core/db/database.ts';
import { type History, readHead } from '../../electron/core/db/operation-log.ts';
import type { DataFolder, Replacement } from '../../electron/core/recovery/data-folder.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Blank } from './blank.ts';
import { damageImage } from './damage-image.ts';

/** Thrown into whatever was running when the power went; nobody is there any more to handle it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export interface FakeDisk {
  /** Where a core keeps its database, as it sees it. */
  readonly folder: DataFolder;
  /** The open database of the running core; null while there is none. */
  live(): Database | null;
  /** Everything that was committed. Also while the PC runs. */
  image(): Buffer;
  /** The PC is off, and its disk holds this from now on. */
  replace(image: Buffer): void;
  /** A database that takes the place of the live one once that is decided. */
  putStaged(image: Buffer): void;
  /** The PC is off, and a page of a table turns to noise. */
  damage(part: string, page: number): void;
  /** Whether what is live was damaged, and nothing else has taken its place yet. */
  isDamaged(): boolean;
  /** Whether it was never told that this PC belongs to a call centre. */
  recallsNothing(): boolean;
  /** The last operation of a history on it, while it can be read. */
  holdsUpTo(history: History): number;
  /** Which version opens the database from now on. */
  setModel(model: DataModel): void;
  model(): DataModel;
  /** Power goes now. */
  cut(): void;
  /** Power goes at the `writes`th write from now, never with 0. @param after whether that write is carried out. */
  cutAtWrite(writes: number, after: boolean): void;
  setFull(isFull: boolean): void;
  isFull(): boolean;
}

type Place = 'live' | 'staged';

const define = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, configurable: true });
};

const mostPages = 0x3fff_fffe;

/**
 * @param onCut told when the power goes, before the write that was under way fails. Gets what was committed and
 * answers what the disk holds.
 */
export const createFakeDisk = (blank: Blank, onCut: (image: Buffer) => Buffer): FakeDisk => {
  const images = new Map<Place, Buffer>([['live', blank.image]]);
  const open = new Map<Place, Database>();
  const setAside = new Map<string, Buffer>();
  let decided: Replacement | null = null;
  let identity: string | null = null;
  let model = shippedModel;
  let writesLeft = 0;
  let isCutAfter = false;
  let isFull = false;
  /** SQLite wrote what is live, and nothing else did. */
  let isDamaged = false;

  const liveImage = (): Buffer => images.get('live') ?? blank.image;

  /** What is committed goes to the disk, and whoever still holds the database open finds it closed. */
  const shut = (place: Place): void => {
    const database = open.get(place);
    if (database === undefined) return;
    const { sqlite } = database.writer;
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    open.delete(place);
    images.set(place, sqlite.serialize());
    sqlite.close();
  };

  const cut = (): void => {
    writesLeft = 0;
    shut('live');
    shut('staged');
    images.set('live', onCut(liveImage()));
  };

  /** Everything that one life of the PC writes goes through here. */
  const writing = <T>(run: () => T): T => {
    if (writesLeft === 0) return run();
    writesLeft -= 1;
    if (writesLeft > 0) return run();
    if (isCutAfter) run();
    cut();
    throw new PowerCut('the power went');
  };

  const watch = (sqlite: BetterSqlite.Database): void => {
    const exec = sqlite.exec.bind(sqlite);
    const prepare = sqlite.prepare.bind(sqlite);
    define(sqlite, 'exec', (sql: string) => writing(() => exec(sql)));
    define(sqlite, 'prepare', (sql: string) => {
      const statement = prepare(sql);
      if (statement.readonly) return statement;
      const run = statement.run.bind(statement);
      define(statement, 'run', (...parameters: unknown[]) => writing(() => run(...parameters)));
      return statement;
    });
  };

  const limit = ({ writer }: Database): void => {
    const pages = isFull ? Number(writer.sqlite.pragma('page_count', { simple: true })) : mostPages;
    writer.sqlite.pragma(`max_page_count = ${pages}`);
  };

  const openPlace = (place: Place): Result<Database, OpenError> => {
    const image = images.get(place);
    if (image === undefined) return err({ type: 'database-unreadable', detail: 'there is no such file' });
    const opened = openDatabase(':memory:', {
      durable: false,
      image,
      model,
      fingerprint: blank.fingerprintOf(model),
      isChecked: place !== 'live' || !isDamaged,
    });
    if (!opened.ok) return opened;
    const database: Database = {
      ...opened.value,
      close: () => {
        if (open.get(place) === database) shut(place);
      },
    };
    open.set(place, database);
    watch(database.writer.sqlite);
    limit(database);
    return ok(database);
  };

  const readOnly = (image: Buffer): Connection | null => {
    try {
      return openConnection(image, { readonly: true, model });
    } catch {
      return null;
    }
  };

  return {
    folder: {
      openLive: () => openPlace('live'),
      stage: () =>
        writing(() => {
          shut('staged');
          images.set('staged', blank.image);
          return openPlace('staged');
        }),
      openStaged: () => openPlace('staged'),
      readStaged: () => {
        const image = images.get('staged');
        return image === undefined ? null : readOnly(image);
      },
      abandon: () =>
        writing(() => {
          decided = null;
          images.delete('staged');
        }),
      decide: (replacement) =>
        writing(() => {
          decided = replacement;
        }),
      decided: () => decided,
      readLive: () => readOnly(liveImage()),
      swap: (replacement) =>
        writing(() => {
          const staged = images.get('staged');
          if (staged !== undefined) {
            setAside.set(replacement.setAside, liveImage());
            images.set('live', staged);
            images.delete('staged');
            isDamaged = false;
          }
          decided = null;
        }),
      listSetAside: () => [...setAside.keys()].sort(),
      readSetAside: (name) => {
        const image = setAside.get(name);
        return image === undefined ? null : readOnly(image);
      },
      recallIdentity: () => identity,
      rememberIdentity: (text) => {
        identity = text;
      },
    },
    live: () => open.get('live') ?? null,
    image: () => {
      const running = open.get('live');
      if (running === undefined) return liveImage();
      if (running.writer.sqlite.inTransaction) throw new Error('somebody is writing');
      return running.writer.sqlite.serialize();
    },
    replace: (image) => {
      if (open.size > 0) throw new Error('the PC runs');
      images.set('live', image);
      isDamaged = false;
    },
    putStaged: (image) =>
      writing(() => {
        shut('staged');
        images.set('staged', image);
      }),
    damage: (part, page) => {
      if (open.size > 0) throw new Error('the PC runs');
      images.set('live', damageImage(liveImage(), part, page));
      isDamaged = true;
    },
    isDamaged: () => isDamaged,
    recallsNothing: () => identity === null,
    holdsUpTo: (history) => {
      const running = open.get('live');
      if (running !== undefined) return readHead(running.reader, history).seq;
      const lying = openConnection(liveImage(), { readonly: true, model });
      const { seq } = readHead(lying, history);
      lying.close();
      return seq;
    },
    setModel: (next) => {
      model = next;
    },
    model: () => model,
    cut,
    cutAtWrite: (writes, after) => {
      writesLeft = writes;
      isCutAfter = after;
    },
    isFull: () => isFull,
    setFull: (full) => {
      isFull = full;
      for (const database of open.values()) limit(database);
    },
  };
};
