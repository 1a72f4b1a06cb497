/** Faults that are planted into a whole core, from outside: no switch for them lives in the product. */
import BetterSqlite, { type Database } from 'better-sqlite3';
import type { World } from '../../../electron/core/assembly.ts';
import { createTlsIdentity } from '../../../electron/core/net/tls-identity.ts';
import type { WsLimits } from '../../../electron/core/net/ws-limits.ts';
import { wsTransport } from '../../../electron/core/net/ws-transport.ts';
import { decodeFrame } from '../../../electron/core/sync/frame.ts';
import type { Connection } from '../../../electron/core/sync/ports.ts';
import type { Message } from '../../../shared/sync/messages.ts';

/** What the core is given in place of its world. May also change what SQLite does for this process. */
export type Plant = (real: World) => World;

const sqliteExec = BetterSqlite.prototype.exec;
const sqlitePragma = BetterSqlite.prototype.pragma;

/** @param run in place of what SQLite does with a text. */
const replaceExec = (run: (sqlite: Database, sql: string) => void): void => {
  BetterSqlite.prototype.exec = function (this: Database, sql: string): Database {
    run(this, sql);
    return this;
  };
};

const lateByMs = 100;

/** Answers what is committed a tenth of a second later, as somebody would who gathers commits to save syncs. */
const answerEarly: Plant = (real) => {
  const late = new Set<Database>();
  const commit = (sqlite: Database): void => {
    if (late.delete(sqlite) && sqlite.open && sqlite.inTransaction) sqliteExec.call(sqlite, 'COMMIT');
  };
  replaceExec((sqlite, sql) => {
    const exec = (given: string) => sqliteExec.call(sqlite, given);
    const isLate = late.has(sqlite);
    if (sql === 'BEGIN IMMEDIATE') exec(isLate ? 'SAVEPOINT early' : 'BEGIN IMMEDIATE; SAVEPOINT early');
    else if (sql === 'ROLLBACK') exec(isLate ? 'ROLLBACK TO early; RELEASE early' : sql);
    else if (sql === 'COMMIT') {
      exec('RELEASE early');
      if (!isLate) setTimeout(() => commit(sqlite), lateByMs);
      late.add(sqlite);
    } else exec(sql);
  });
  // Some of what is set beside transactions cannot be set within one.
  BetterSqlite.prototype.pragma = function (this: Database, source, options) {
    commit(this);
    return sqlitePragma.call(this, source, options);
  };
  return real;
};

/** Says FULL and does NORMAL, the library's own default. */
const syncSeldom: Plant = (real) => {
  BetterSqlite.prototype.pragma = function (this: Database, source, options) {
    if (source === 'synchronous') return 2;
    const isSet = source === 'synchronous = FULL';
    return sqlitePragma.call(this, isSet ? 'synchronous = NORMAL' : source, options);
  };
  return real;
};

/** Takes a commit for which there was no room as done. */
const passOverFull: Plant = (real) => {
  replaceExec((sqlite, sql) => {
    try {
      sqliteExec.call(sqlite, sql);
    } catch (cause) {
      const isFull = cause instanceof BetterSqlite.SqliteError && cause.code === 'SQLITE_FULL';
      if (!isFull || sql !== 'COMMIT') throw cause;
      if (sqlite.inTransaction) sqliteExec.call(sqlite, 'ROLLBACK');
    }
  });
  return real;
};

const withLimits =
  (limits: Partial<WsLimits>): Plant =>
  (real) => ({
    ...real,
    makeTransport: async ({ clock }) => wsTransport({ identity: await createTlsIdentity(), clock, limits }),
  });

/** Never says anything of these kinds to anybody. */
const hiding =
  (...kinds: readonly Message['t'][]): Plant =>
  (real) => {
    const wrap = (connection: Connection): Connection => ({
      ...connection,
      send: (bytes) => {
        const frame = decodeFrame(bytes);
        if (!frame.ok || !kinds.includes(frame.value.message.t)) connection.send(bytes);
      },
    });
    return {
      ...real,
      makeTransport: async (replica, refusals) => {
        const transport = await real.makeTransport(replica, refusals);
        return {
          listen: (port, onConnection) =>
            transport.listen(port, (connection) => onConnection(wrap(connection))),
          dial: async (address) => {
            const dialled = await transport.dial(address);
            return dialled.ok ? { ...dialled, value: wrap(dialled.value) } : dialled;
          },
        };
      },
    };
  };

export const corePlants = {
  'answer-early': answerEarly,
  'sync-seldom': syncSeldom,
  'pass-over-full': passOverFull,
  /** A connection into which nothing goes any more stands for ever. */
  'no-heartbeat': withLimits({ pingEveryMs: 2 ** 30, silentAfterMs: 2 ** 30 }),
  /** What does not answer at once is taken for gone. */
  impatient: withLimits({ pingEveryMs: 100, silentAfterMs: 300 }),
  /** A copy of a disk is nobody's to find. */
  'hide-histories': hiding('heads', 'history-differs', 'history-ask'),
  'hide-clocks': hiding('pong'),
} as const satisfies Readonly<Record<string, Plant>>;

export type PlantName = keyof typeof corePlants;

const isPlant = (name: string): name is PlantName => Object.hasOwn(corePlants, name);

/** @returns the fault that was asked for in the environment of this process; none when nothing was asked for. */
export const plantedHere = (): PlantName | null => {
  const name = process.env.PAYDAR_PLANT;
  if (name === undefined) return null;
  if (!isPlant(name)) throw new Error(`PAYDAR_PLANT is one of ${Object.keys(corePlants).join(', ')}`);
  return name;
};
