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
export const markRejoining = (connection: Connection): void => {
  writeMeta(connection, 'rejoining', '1');
  writeMeta(connection, 'ownTold', '0');
};

/** A copy has come that is older than what peers have of this PC's own history: the rest comes with the log. */
export const awaitOwnTail = (connection: Connection): void => writeMeta(connection, 'rejoining', 'tail');

export const awaitsOwnTail = (connection: Connection): boolean =>
  readMeta(connection, 'rejoining') === 'tail';

/** Whether nothing but the membership is known here, and any copy helps. */
export const needsCopy = (connection: Connection): boolean => readMeta(connection, 'rejoining') === '1';

export const isRejoining = (connection: Connection): boolean =>
  needsCopy(connection) || awaitsOwnTail(connection);

/** @param seq how far this PC's own history goes, as a peer said. */
export const noteOwnTold = (connection: Connection, seq: number): void =>
  writeMeta(connection, 'ownTold', String(Math.max(seq, readOwnTold(connection))));

export const readOwnTold = (connection: Connection): number => Number(readMeta(connection, 'ownTold') ?? '0');

export const forgetRejoining = (connection: Connection): void => writeMeta(connection, 'rejoining', '0');
