import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import {
  decodeOperation,
  maxOperationBytes,
  type Operation,
  type OperationError,
} from '../../../shared/sync/operation.ts';

/**
 * How an operation's bytes are stored and sent: 0 as they are, 1 as one zstd frame. Hashed, signed and read are
 * the plain bytes in either case.
 */
export type OperationForm = 0 | 1;

export interface FormedBytes {
  readonly form: OperationForm;
  readonly bytes: Uint8Array;
}

/** Bytes. Below this the frame saves less than it costs everyone who reads it. */
export const compressedFrom = 2048;
const chunkSize = 64 * 1024;

export const formOf = (plain: Uint8Array): FormedBytes => {
  if (plain.length < compressedFrom) return { form: 0, bytes: plain };
  const compressed = zstdCompressSync(plain, { chunkSize });
  return compressed.length < plain.length ? { form: 1, bytes: compressed } : { form: 0, bytes: plain };
};

/**
 * The bytes that were hashed and signed.
 * @returns null when they are more than an operation may have, or no zstd frame. Never unpacks more than that.
 */
export const plainOf = ({ form, bytes }: FormedBytes): Buffer | null => {
  if (bytes.length > maxOperationBytes) return null;
  if (form === 0) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: maxOperationBytes, chunkSize });
  } catch {
    return null;
  }
};

export interface ReadOperation {
  readonly operation: Operation;
  /** What was hashed and signed. */
  readonly plain: Buffer;
}

/** An operation out of the bytes that were stored or sent. */
export const readOperation = (formed: FormedBytes): Result<ReadOperation, OperationError> => {
  const plain = plainOf(formed);
  if (plain === null)
    return err({
      type: 'operation-unreadable',
      detail: `${formed.bytes.length} bytes of form ${formed.form}`,
    });
  const decoded = decodeOperation(plain.toString('utf8'));
  return decoded.ok ? ok({ operation: decoded.value, plain }) : decoded;
};
