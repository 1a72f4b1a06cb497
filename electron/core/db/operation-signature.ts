import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Random } from '../../../shared/lib/clock.ts';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS8 and in SPKI. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const keyBytes = 32;
const publicKeyPattern = /^[A-Za-z0-9_-]{43}$/;

/** The pair with which a device signs its operations (RFC 8032). */
export interface OperationKeyPair {
  /** 32 bytes as base64url: what travels in the device's row. */
  readonly publicKey: string;
  /** PKCS8 (DER) as base64url. Stays on this PC; the place where the system's keystore will wrap it. */
  readonly privateKey: string;
}

export const publicKeyOf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(-keyBytes)
    .toString('base64url');

export const readPrivateKey = (text: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'pkcs8' });

/** From the given chance, so that a simulated call centre repeats itself to the bit. */
export const makeOperationKeys = (random: Random): OperationKeyPair => {
  const privateKey = Buffer.concat([privatePrefix, random.bytes(keyBytes)]).toString('base64url');
  return { publicKey: publicKeyOf(readPrivateKey(privateKey)), privateKey };
};

/** Whether a text has the form of a public key; whether anybody holds its other half shows when he signs. */
export const isPublicKey = (text: unknown): text is string =>
  typeof text === 'string' && publicKeyPattern.test(text);

/** @throws when `text` is no public key. */
export const readPublicKey = (text: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(text, 'base64url')]),
    format: 'der',
    type: 'spki',
  });

/** 64 bytes over exactly these bytes. */
export const signOperation = (key: KeyObject, bytes: Uint8Array): Buffer => sign(null, bytes, key);

export const isSignedBy = (key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, bytes, key, signature);
