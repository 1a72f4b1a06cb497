/**
 * The disk of one simulated PC: it outlives every process that opens it, and holds what was committed, nothing
 * else. Power can go at any single write, and room can run out.
 */
import type BetterSqlite from 'better-sqlite3';
import { type Database, openDatabase } from '../../electron/core/db/database.ts';

/** Thrown into whatever was running when the power went; nobody is there any more to handle it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export interface FakeDisk {
  /** Opens what is durable, for one life of the PC. */
  open(): Database;
  /** Everything that was committed. Also while the PC runs. */
  image(): Buffer;
  /** The PC is off, and its disk holds this from now on. */
  replace(image: Buffer): void;
  /** Power goes now. */
  cut(): void;
  /** Power goes at the `writes`th write from now. @param after whether that write is still carried out. */
  cutAtWrite(writes: number, after: boolean): void;
  setFull(isFull: boolean): void;
}

const define = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, configurable: true });
};

/**
 * @param blank an empty database, ready for use.
 * @param onCut told when the power goes, before the write that was under way fails. Gets what was committed and
 * answers what the disk holds.
 */
export const createFakeDisk = (blank: Buffer, onCut: (image: Buffer) => Buffer): FakeDisk => {
  let durable = blank;
  let running: Database | null = null;
  let writesLeft = 0;
  let isCutAfter = false;
  let isFull = false;

  const current = (): Database => {
    if (running === null) throw new Error('the disk is not open');
    return running;
  };

  const cut = (): void => {
    const { sqlite } = current().writer;
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    running = null;
    writesLeft = 0;
    durable = onCut(sqlite.serialize());
    sqlite.close();
  };

  const cutDuring = (): never => {
    cut();
    throw new PowerCut('the power went');
  };

  /** Every write of one life of the PC goes through here. */
  const writing = <T>(run: () => T): T => {
    if (writesLeft === 0) return run();
    writesLeft -= 1;
    if (writesLeft > 0) return run();
    if (isCutAfter) run();
    return cutDuring();
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

  const limit = (): void => {
    if (running === null) return;
    const { sqlite } = running.writer;
    const pages = isFull ? Number(sqlite.pragma('page_count', { simple: true })) : 0x3fff_fffe;
    sqlite.pragma(`max_page_count = ${pages}`);
  };

  return {
    open: () => {
      const opened = openDatabase(':memory:', { durable: false, image: durable });
      if (!opened.ok) throw new Error(opened.error.type);
      running = opened.value;
      watch(running.writer.sqlite);
      limit();
      return running;
    },
    image: () => {
      if (running === null) return durable;
      if (running.writer.sqlite.inTransaction) throw new Error('somebody is writing');
      return running.writer.sqlite.serialize();
    },
    replace: (image) => {
      if (running !== null) throw new Error('the PC runs');
      durable = image;
    },
    cut,
    cutAtWrite: (writes, after) => {
      writesLeft = writes;
      isCutAfter = after;
    },
    setFull: (full) => {
      isFull = full;
      limit();
    },
  };
};
