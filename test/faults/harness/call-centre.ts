/** A call centre of headless cores in folders of their own, and what its desks were told is saved. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { ApiClient } from '../../../shared/contract/index.ts';
import { type HeadlessCore, type HeadlessOptions, startHeadlessCore } from '../../support/headless-core.ts';
import { poll } from '../../support/poll.ts';

export const adminName = 'سارا مدیری';
export const password = 'salam-1405';
export const founding = {
  organisationName: 'نمونه‌کالا',
  adminName,
  password,
  workingWeek: 'ir',
  language: 'fa',
} as const;

const apart = ['--sync-port', '0', '--discovery', 'off'];

/** What was confirmed: an id, and the text or number that belongs to it. */
export type Ledger = Map<string, string>;

export interface CallCentre {
  readonly root: string;
  /** In a folder with a name that a person gave. */
  folderOf(name: string): string;
  /** In a folder of its own. */
  start(name: string, options?: Partial<HeadlessOptions>): Promise<HeadlessCore>;
  /** Started, and signed in as the administrator. */
  signedIn(name: string, options?: Partial<HeadlessOptions>): Promise<HeadlessCore>;
  kill(core: HeadlessCore): Promise<void>;
  stop(core: HeadlessCore): Promise<void>;
  /** Founds the call centre on a hub. @returns how others join it. */
  found(hub: HeadlessCore): Promise<JoinAt>;
  close(): Promise<void>;
}

export interface JoinAt {
  readonly address: string;
  readonly secret: string;
}

export const openCallCentre = (): CallCentre => {
  const root = mkdtempSync(join(tmpdir(), 'paydar-faults-'));
  const running = new Set<HeadlessCore>();
  const folderOf = (name: string): string => join(root, `پوشهٔ ${name}`);
  const start: CallCentre['start'] = async (name, options = {}) => {
    const core = await startHeadlessCore({ dataDir: folderOf(name), args: apart, ...options });
    running.add(core);
    return core;
  };
  return {
    root,
    folderOf,
    start,
    signedIn: async (name, options) => {
      const core = await start(name, options);
      await core.api.session.signIn({ name: adminName, password });
      return core;
    },
    kill: async (core) => {
      running.delete(core);
      await core.kill();
    },
    stop: async (core) => {
      running.delete(core);
      await core.stop();
    },
    found: async (hub) => {
      const { joinSecret: secret } = await hub.api.setup.create(founding);
      return {
        address: `127.0.0.1:${(await hub.api.setup.joinSecret()).addresses[0]?.split(':').pop()}`,
        secret,
      };
    },
    close: async () => {
      await Promise.all([...running].map((core) => core.kill()));
      rmSync(root, { recursive: true, force: true });
    },
  };
};

/** Joins, and waits until everything of the call centre is there. */
export const joinCallCentre = async (desk: HeadlessCore, at: JoinAt): Promise<void> => {
  await desk.api.setup.join(at);
  await desk.api.session.signIn({ name: adminName, password });
};

/** Saves customers and tickets until the core is gone; what was confirmed goes into the ledger. */
export const saveOn = async (api: ApiClient, ledger: Ledger): Promise<void> => {
  try {
    for (;;) {
      const displayName = `مشتری ${randomUUID()}`;
      const { customerId } = await api.customer.create({ displayName, commandId: randomUUID() });
      ledger.set(customerId, displayName);
      const { ticketId, number } = await api.ticket.create({ customerId, subject: displayName });
      ledger.set(ticketId, number);
    }
  } catch {
    // The core was killed under this call: whether it was saved is open, and nobody was told that it is.
  }
};

export interface FoundInFile {
  readonly rows: Ledger;
  readonly tickets: number;
  readonly numbers: number;
  readonly integrity: unknown;
}

const uuidText = (hex: string): string =>
  hex.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What a data folder holds, read past the core: customers by name, tickets by number. */
export const readFolder = (folder: string): FoundInFile => {
  const sqlite = new BetterSqlite(join(folder, 'paydar.sqlite'));
  try {
    const read = (sql: string) => sqlite.prepare(sql).all() as { id: string; text: string }[];
    const customers = read('SELECT hex(id) AS id, displayName AS text FROM customer');
    const tickets = read('SELECT hex(id) AS id, number AS text FROM ticket');
    return {
      rows: new Map([...customers, ...tickets].map(({ id, text }) => [uuidText(id), text])),
      tickets: tickets.length,
      numbers: new Set(tickets.map(({ text }) => text)).size,
      integrity: sqlite.pragma('integrity_check', { simple: true }),
    };
  } finally {
    sqlite.close();
  }
};

export const countLost = (ledger: Ledger, found: Ledger): number =>
  [...ledger].filter(([id, value]) => found.get(id) !== value).length;

export const hashOf = async (core: HeadlessCore): Promise<string> => (await core.api.sync.stateHash()).hash;

/** @returns whether all of them came to hold the same within the time. */
export const becomeEqual = async (cores: readonly HeadlessCore[], limitMs: number): Promise<boolean> => {
  try {
    await poll(async () => new Set(await Promise.all(cores.map(hashOf))).size === 1, 'equal', limitMs);
    return true;
  } catch {
    return false;
  }
};

export const pause = (delayMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delayMs));
