import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { maxOperationBytes } from '../../../shared/sync/operation.ts';
import { logDictionary } from './log-dictionary.ts';
import { compressedFrom, type FormedBytes } from './operation-form.ts';

/**
 * What identifies an operation beside its bytes, as the log's columns have it. It is part of the dictionary: an
 * operation says all of it again.
 */
export interface LogPlace {
  readonly device: Buffer;
  readonly epoch: number;
  readonly seq: number;
  readonly hlc: string;
}

/** `form` is that of an operation (`operation-form.ts`) or 2: packed for this log alone, and never sent. */
export interface LogBytes {
  readonly form: number;
  readonly bytes: Uint8Array;
}

const packedForm = 2;
const chunkSize = 4096;

const dictionaryOf = ({ device, epoch, seq, hlc }: LogPlace): Buffer => {
  const hex = device.toString('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  const ms = hlc.slice(0, 12);
  // Ids that are made with it begin with the same time, and stamps end with the device.
  const place = `"id":"${ms.slice(0, 8)}-${ms.slice(8)}-7${hlc}${hex}"]},"device":"${uuid}","epoch":${epoch},"seq":${seq},"prev":"`;
  const end = `","hlc":"${hlc}","wall":${Number.parseInt(ms, 16)}`;
  return Buffer.concat([logDictionary, Buffer.from(place + end)]);
};

/** Makes what is stored of an operation smaller; one that is packed already, or would not gain, stays as it is. */
export const packForLog = (operation: FormedBytes, place: LogPlace): LogBytes => {
  // Larger ones were packed by their maker, if they gain by it.
  if (operation.form !== 0 || operation.bytes.length >= compressedFrom) return operation;
  const dictionary = dictionaryOf(place);
  const bytes = deflateRawSync(operation.bytes, { dictionary, chunkSize });
  return bytes.length < operation.bytes.length ? { form: packedForm, bytes } : operation;
};

/** An operation as it was made or received. What cannot be unpacked is damaged, and read by nobody. */
export const unpackFromLog = (
  { form, bytes }: LogBytes,
  place: LogPlace,
): FormedBytes & { readonly bytes: Buffer } => {
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (form !== packedForm) return { form: form === 1 ? 1 : 0, bytes: stored };
  try {
    const dictionary = dictionaryOf(place);
    return {
      form: 0,
      bytes: inflateRawSync(stored, { dictionary, chunkSize, maxOutputLength: maxOperationBytes }),
    };
  } catch {
    // As one zstd frame it is no more readable: whoever reads it finds what a damaged operation is.
    return { form: 1, bytes: stored };
  }
};
