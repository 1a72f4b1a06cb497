import type { KeyObject } from 'node:crypto';
import type { Connection } from './connection.ts';
import { readMeta } from './meta.ts';
import { readPrivateKey, signOperation } from './operation-signature.ts';

/** Signs with this PC's key over exactly these bytes. */
export type OwnSigner = (connection: Connection, bytes: Uint8Array) => Buffer;

export const createOwnSigner = (): OwnSigner => {
  let read: { readonly text: string; readonly key: KeyObject } | null = null;
  return (connection, bytes) => {
    const text = readMeta(connection, 'operationKey');
    if (text === null) throw new Error('a PC without an operation key cannot write');
    if (read?.text !== text) read = { text, key: readPrivateKey(text) };
    return signOperation(read.key, bytes);
  };
};
