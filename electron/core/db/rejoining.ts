import { z } from 'zod';
import type { Connection } from './connection.ts';
import { readMeta, writeMeta } from './meta.ts';

const names = z.array(z.string());

/** Databases that were set aside and may still hold operations that nobody else has. */
export const readSalvageList = (connection: Connection): readonly string[] =>
  names.catch([]).parse(JSON.parse(readMeta(connection, 'salvage') ?? '[]'));

export const addToSalvage = (connection: Connection, setAside: string): void => {
  const known = readSalvageList(connection);
  if (!known.includes(setAside)) writeMeta(connection, 'salvage', JSON.stringify([...known, setAside]));
};

/** They were read. */
export const removeFromSalvage = (connection: Connection, setAside: readonly string[]): void =>
  writeMeta(
    connection,
    'salvage',
    JSON.stringify(readSalvageList(connection).filter((name) => !setAside.includes(name))),
  );

/**
 * The database was lost, and how far this PC's own history goes is not known here until a peer tells. A new
 * operation would be a second history of the same device: nothing can be written until then.
 */
export const markRejoining = (connection: Connection): void => writeMeta(connection, 'rejoining', '1');

export const isRejoining = (connection: Connection): boolean => readMeta(connection, 'rejoining') === '1';

export const forgetRejoining = (connection: Connection): void => writeMeta(connection, 'rejoining', '0');
