import { createCipheriv, createDecipheriv } from 'node:crypto';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ExchangeError } from './errors.ts';
import type { ExchangeSink, ExchangeSource } from './ports.ts';
import { type FileSeal, headerBytes, makeHeader, type Organisation, openHeader } from './sealed-header.ts';

/** Small enough to be sealed within a millisecond, large enough that the marks around it do not count. */
const chunkBytes = 128 * 1024;
export const maxChunkBytes = 512 * 1024;

/* A chunk: length of what it holds 4 · whether it is the last 1 · sealed bytes · tag 16. */
const chunkHeadBytes = 5;
const tagBytes = 16;

/** The key belongs to one file alone, so that counting is enough to use no nonce twice. */
const nonceOf = (index: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 8);
  return nonce;
};

/** What a chunk vouches for beside its bytes: its file, its place, its length, and whether another one follows. */
const associatedData = (seal: FileSeal, index: number, head: Buffer): Buffer => {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  return Buffer.concat([seal.headerHash, place, head]);
};

export interface SealedWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is left, marked as the end. */
  end(): Promise<void>;
}

/** @param random 48 random bytes. */
export const openSealedWriter = async (
  sink: ExchangeSink,
  organisation: Organisation,
  random: Uint8Array,
): Promise<SealedWriter> => {
  const { header, seal } = makeHeader(organisation, random);
  let index = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const writeChunk = async (plain: Uint8Array, isLast: boolean): Promise<void> => {
    const head = Buffer.alloc(chunkHeadBytes);
    head.writeUInt32BE(plain.length);
    head[4] = isLast ? 1 : 0;
    const cipher = createCipheriv('aes-256-gcm', seal.key, nonceOf(index));
    cipher.setAAD(associatedData(seal, index, head));
    index += 1;
    await sink.write(Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  };

  await sink.write(header);
  return {
    write: async (bytes) => {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes < chunkBytes) return;
      const plain = Buffer.concat(waiting);
      const whole = plain.length - (plain.length % chunkBytes);
      waiting = [plain.subarray(whole)];
      waitingBytes = plain.length - whole;
      for (let from = 0; from < whole; from += chunkBytes)
        await writeChunk(plain.subarray(from, from + chunkBytes), false);
    },
    end: () => writeChunk(Buffer.concat(waiting), true),
  };
};

/** A file whose header fits: of this format, this organisation, this secret. */
export interface SealedFile {
  readonly source: ExchangeSource;
  readonly seal: FileSeal;
}

export const openSealedFile = async (
  source: ExchangeSource,
  organisation: Organisation,
): Promise<Result<SealedFile, ExchangeError>> => {
  const seal = openHeader(await source.read(0, headerBytes), organisation);
  return seal.ok ? ok({ source, seal: seal.value }) : seal;
};

const openChunk = (seal: FileSeal, index: number, head: Buffer, sealed: Buffer): Buffer | null => {
  const decipher = createDecipheriv('aes-256-gcm', seal.key, nonceOf(index), { authTagLength: tagBytes });
  decipher.setAAD(associatedData(seal, index, head));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    // The one thing that a decipher throws here: the tag does not fit.
    return null;
  }
};

/**
 * Opens a file chunk by chunk, from the first to the one that is marked as the last.
 * @param take is given each chunk's bytes; its failure ends the reading.
 */
export const readSealed = async (
  { source, seal }: SealedFile,
  take: (plain: Buffer) => Promise<Result<null, ExchangeError>>,
): Promise<Result<null, ExchangeError>> => {
  let at = headerBytes;
  for (let index = 0; ; index += 1) {
    const head = await source.read(at, chunkHeadBytes);
    if (head.length < chunkHeadBytes) return err({ code: 'exchange-truncated' });
    const plainBytes = head.readUInt32BE();
    if (plainBytes > maxChunkBytes) return err({ code: 'exchange-damaged' });
    const sealed = await source.read(at + chunkHeadBytes, plainBytes + tagBytes);
    if (sealed.length < plainBytes + tagBytes) return err({ code: 'exchange-truncated' });
    const plain = openChunk(seal, index, head, sealed);
    if (plain === null) return err({ code: 'exchange-damaged' });
    const taken = await take(plain);
    if (!taken.ok) return taken;
    at += chunkHeadBytes + sealed.length;
    if (head[4] === 1) return at === source.sizeBytes ? ok(null) : err({ code: 'exchange-damaged' });
  }
};
