import { crc32, inflateRawSync } from 'node:zlib';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { TableError, TableLimits } from './table.ts';
import { checkExtent } from './xlsx-extent.ts';

/**
 * Opens the zip around a workbook without trusting it. What the directory declares is checked before a byte is
 * inflated, inflating stops at what was declared, and only the XML parts that were checked are packed again,
 * unpacked, for the workbook parser: it never sees an entry that the directory does not name.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16. Zip64 and encrypted entries are refused.
 */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly headerAt: number;
}

interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** Below this, how many times smaller the packed form is does not matter. */
const harmlessBytes = 20 * 1024 * 1024;

/** @returns a zip of the XML parts, stored. Fails with `file-unreadable` when the archive is not sound. */
export const unpackWorkbook = (
  archive: Buffer,
  limits: TableLimits,
  path: string,
): Result<Buffer, TableError> => {
  const broken = err<TableError>({ code: 'file-unreadable', data: { path } });
  try {
    const entries = readDirectory(archive);
    if (entries === null) return broken;
    const tooLarge = checkSizes(entries, limits);
    if (tooLarge !== null) return err(tooLarge);
    if (!entries.some((entry) => entry.name.toLowerCase() === 'xl/workbook.xml')) {
      return err({ code: 'file-not-a-table', data: { kind: 'archive' } });
    }
    const parts = entries
      .filter((entry) => /\.(?:xml|rels)$/i.test(entry.name))
      .map((entry) => unpack(archive, entry));
    for (const { bytes } of parts) {
      const outOfBounds = checkExtent(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        limits,
        path,
      );
      if (outOfBounds !== null) return err(outOfBounds);
    }
    return ok(pack(parts));
  } catch (error) {
    // Reading past the end, a bad deflate stream, more bytes than declared: the file is broken.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return broken;
    throw error;
  }
};

const readDirectory = (archive: Buffer): readonly Entry[] | null => {
  const endAt = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (endAt < 0 || archive.readUInt32LE(endAt) !== endSignature) return null;
  const count = archive.readUInt16LE(endAt + 10);
  let at = archive.readUInt32LE(endAt + 16);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== directorySignature) return null;
    const nameBytes = archive.readUInt16LE(at + 28);
    const isEncrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
    const entry = {
      name: archive.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/'),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packedBytes: archive.readUInt32LE(at + 20),
      unpackedBytes: archive.readUInt32LE(at + 24),
      headerAt: archive.readUInt32LE(at + 42),
    };
    if (isEncrypted || (entry.method !== 0 && entry.method !== 8)) return null;
    entries.push(entry);
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
};

const checkSizes = (entries: readonly Entry[], limits: TableLimits): TableError | null => {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  const packed = entries.reduce((sum, entry) => sum + entry.packedBytes, 0);
  const allowed = Math.min(limits.unpackedBytes, Math.max(harmlessBytes, packed * limits.unpackedRatio));
  return unpacked > allowed
    ? { code: 'file-too-large', data: { sizeBytes: unpacked, limitBytes: allowed } }
    : null;
};

const unpack = (archive: Buffer, entry: Entry): Part => {
  if (archive.readUInt32LE(entry.headerAt) !== localSignature) throw new RangeError('no local header');
  const nameBytes = archive.readUInt16LE(entry.headerAt + 26);
  const extraBytes = archive.readUInt16LE(entry.headerAt + 28);
  const from = entry.headerAt + 30 + nameBytes + extraBytes;
  if (from + entry.packedBytes > archive.length) throw new RangeError('entry beyond the end');
  const packed = archive.subarray(from, from + entry.packedBytes);
  const bytes = entry.method === 0 ? packed : inflate(packed, entry.unpackedBytes);
  if (crc32(bytes) !== entry.crc) throw new RangeError('checksum differs');
  return { name: entry.name, bytes };
};

/** Throws ERR_BUFFER_TOO_LARGE when the stream holds more than the directory says. */
const inflate = (packed: Buffer, unpackedBytes: number): Uint8Array =>
  unpackedBytes === 0 ? new Uint8Array() : inflateRawSync(packed, { maxOutputLength: unpackedBytes });

const pack = (parts: readonly Part[]): Buffer => {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const fields = entryFields(part.bytes, name.length);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(localSignature);
    const listed = Buffer.alloc(46);
    listed.writeUInt32LE(directorySignature, 0);
    listed.writeUInt16LE(20, 4);
    fields.copy(listed, 6);
    listed.writeUInt32LE(offset, 42);
    chunks.push(local, fields, name, part.bytes);
    directory.push(listed, name);
    offset += local.length + fields.length + name.length + part.bytes.length;
  }
  const directoryBytes = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, ...directory, end]);
};

/** The 26 bytes that the local header and the directory have in common, from "version needed" on. */
const entryFields = (bytes: Uint8Array, nameBytes: number): Buffer => {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(nameBytes, 22);
  return fields;
};
