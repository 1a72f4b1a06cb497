import { z } from 'zod';
import type { Connection } from '../db/connection.ts';
import { acceptKey, readAcceptedKeys } from '../db/device-keys.ts';
import { addTypedAddress, readPeers, readTypedAddresses } from '../db/peers.ts';
import type { DataFolder } from './data-folder.ts';

/** What a PC needs to find its call centre again and be let in: `meta` without what changes with every command. */
const identityCopy = z.object({
  meta: z.record(z.string(), z.string()),
  addresses: z.array(z.string()),
  /** Accepted operation keys by device id. */
  keys: z.record(z.string(), z.string()),
});

const changesWithCommands: readonly string[] = [
  'ticketCounter',
  'opened',
  'entities',
  'insertedTwice',
  'salvage',
  'rejoining',
  'ownTold',
  'setAside',
];
const mostAddresses = 20;

/**
 * Keeps a copy of the membership beside the database. It lies in the same folder with the same rights as the
 * database, which holds the same secrets: it makes nothing easier to read. Written only when it has changed.
 */
export const keepIdentityCopy = (folder: DataFolder, connection: Connection): void => {
  const rows = connection.prepare('SELECT key, value FROM meta ORDER BY key').all() as {
    key: string;
    value: string;
  }[];
  const met = readPeers(connection).flatMap(({ addresses }) => addresses.slice(0, 1));
  const copy: z.input<typeof identityCopy> = {
    meta: Object.fromEntries(
      rows.filter(({ key }) => !changesWithCommands.includes(key)).map(({ key, value }) => [key, value]),
    ),
    keys: Object.fromEntries(readAcceptedKeys(connection)),
    addresses: [...new Set([...readTypedAddresses(connection), ...met])].slice(0, mostAddresses),
  };
  folder.rememberIdentity(JSON.stringify(copy));
};

const readCopy = (folder: DataFolder): z.output<typeof identityCopy> | null => {
  const text = folder.recallIdentity();
  if (text === null) return null;
  try {
    return identityCopy.nullable().catch(null).parse(JSON.parse(text));
  } catch {
    return null;
  }
};

export const hasIdentityCopy = (folder: DataFolder): boolean =>
  readCopy(folder)?.meta.organisationSecret !== undefined;

/** Brings the kept copy into a database where nothing better could be read. */
export const restoreIdentityCopy = (folder: DataFolder, to: Connection): void => {
  const copy = readCopy(folder);
  if (copy === null) return;
  to.sqlite.transaction(() => {
    const insert = to.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
    for (const [key, value] of Object.entries(copy.meta)) insert.run(key, value);
    for (const [deviceId, key] of Object.entries(copy.keys)) acceptKey(to, deviceId, key);
    for (const address of copy.addresses) addTypedAddress(to, address);
  })();
};
