import { z } from 'zod';
import { idSchema } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { maxOperationBytes } from '../../../shared/sync/operation.ts';
import { vectorEntry } from '../../../shared/sync/version-vector.ts';
import type { IncomingOperation } from '../db/accept.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';
import type { ExchangeError } from './errors.ts';
import { readSealed, type SealedFile } from './sealed-file.ts';

/*
 * What is sealed is a row of records: kind 1 · length 4 · body. Kinds that this version does not know are
 * passed over, so that newer versions can carry more in files that older ones still take.
 */
const kinds = { start: 1, operation: 2, end: 3 } as const;
const recordHeadBytes = 5;
/* device 16 · epoch 4 · seq 6 · signature length 2 · form 1 · signature · the bytes as they are stored. */
const operationHeadBytes = 29;
const maxSignatureBytes = 1024;
const maxRecordBytes = maxOperationBytes + operationHeadBytes + maxSignatureBytes;

const startSchema = z.object({
  /** The device that wrote the file. */
  device: idSchema<'device'>(),
  madeAt: z.int().min(0),
  /** What the file presupposes: it carries what its maker had beyond this. */
  base: z.array(vectorEntry).max(10_000),
  /** What its maker had. */
  end: z.array(vectorEntry).max(10_000),
  operations: z.int().min(0),
});

const endSchema = z.object({ operations: z.int().min(0) });

/** The first record: who made the file, from where to where it leads. */
export type ExchangeStart = z.output<typeof startSchema>;

const record = (kind: number, body: Uint8Array): Buffer => {
  const head = Buffer.alloc(recordHeadBytes);
  head[0] = kind;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
};

export const encodeStart = (start: ExchangeStart): Buffer =>
  record(kinds.start, Buffer.from(JSON.stringify(start)));

export const encodeEnd = (operations: number): Buffer =>
  record(kinds.end, Buffer.from(JSON.stringify({ operations })));

export const encodeOperationRecord = ({ key, form = 0, bytes, signature }: IncomingOperation): Buffer => {
  const head = Buffer.alloc(operationHeadBytes);
  blobOf(key.device).copy(head);
  head.writeUInt32BE(key.epoch, 16);
  head.writeUIntBE(key.seq, 20, 6);
  head.writeUInt16BE(signature?.length ?? 0, 26);
  head[28] = form;
  return record(kinds.operation, Buffer.concat([head, signature ?? Buffer.alloc(0), bytes]));
};

const decodeOperationRecord = (body: Buffer): IncomingOperation | null => {
  if (body.length < operationHeadBytes) return null;
  const signatureBytes = body.readUInt16BE(26);
  const bytesAt = operationHeadBytes + signatureBytes;
  const form = body[28];
  if (signatureBytes > maxSignatureBytes || bytesAt > body.length) return null;
  if (form !== 0 && form !== 1) return null;
  return {
    key: {
      device: uuidOf(body.subarray(0, 16)),
      epoch: body.readUInt32BE(16),
      seq: body.readUIntBE(20, 6),
    },
    form,
    bytes: body.subarray(bytesAt),
    signature: signatureBytes === 0 ? null : body.subarray(operationHeadBytes, bytesAt),
  };
};

const parseJson = <T>(schema: z.ZodType<T>, body: Buffer): T | null => {
  try {
    return schema.safeParse(JSON.parse(body.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
};

export interface RecordReader {
  onStart(start: ExchangeStart): Result<null, ExchangeError>;
  onOperation(operation: IncomingOperation): Promise<Result<null, ExchangeError>>;
}

const damaged = err<ExchangeError>({ code: 'exchange-damaged' });

/** Reads every record of a file in order; holds one chunk and one record at a time. */
export const readRecords = async (
  file: SealedFile,
  reader: RecordReader,
): Promise<Result<null, ExchangeError>> => {
  let rest: Buffer = Buffer.alloc(0);
  let start: ExchangeStart | null = null;
  let operations = 0;
  let ended = false;

  const takeRecord = async (kind: number, body: Buffer): Promise<Result<null, ExchangeError>> => {
    if (ended || (start === null) !== (kind === kinds.start)) return damaged;
    if (kind === kinds.start) {
      start = parseJson(startSchema, body);
      return start === null ? damaged : reader.onStart(start);
    }
    if (kind === kinds.operation) {
      const operation = decodeOperationRecord(body);
      if (operation === null) return damaged;
      operations += 1;
      return reader.onOperation(operation);
    }
    if (kind === kinds.end) {
      ended = true;
      const end = parseJson(endSchema, body);
      return end?.operations === operations && start?.operations === operations ? ok(null) : damaged;
    }
    return ok(null);
  };

  const read = await readSealed(file, async (plain) => {
    rest = rest.length === 0 ? plain : Buffer.concat([rest, plain]);
    let at = 0;
    while (rest.length - at >= recordHeadBytes) {
      const length = rest.readUInt32BE(at + 1);
      if (length > maxRecordBytes) return damaged;
      const end = at + recordHeadBytes + length;
      if (end > rest.length) break;
      const taken = await takeRecord(rest[at] ?? 0, rest.subarray(at + recordHeadBytes, end));
      if (!taken.ok) return taken;
      at = end;
    }
    rest = rest.subarray(at);
    return ok(null);
  });
  if (!read.ok) return read;
  return ended && rest.length === 0 ? ok(null) : damaged;
};
