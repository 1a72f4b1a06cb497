import { assertNever } from '../../../shared/lib/assert-never.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type AcceptError, acceptOperations, type IncomingOperation } from '../db/accept.ts';
import { readOpenConflicts } from '../db/conflicts.ts';
import { readHead } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import type { ExchangeError } from './errors.ts';
import type { ExchangeControl } from './ports.ts';
import { readRecords } from './records.ts';
import type { SealedFile } from './sealed-file.ts';
import type { FileContents } from './verify-file.ts';

/** One transaction takes about so long; how many operations that are is found out on the way. */
const sliceMs = 12;
const mostInSlice = 200;
const mostSliceBytes = 256 * 1024;

export interface ImportCounts {
  /** Operations that were not here before. */
  readonly fresh: number;
  readonly present: number;
  /** Fields that people are asked about since. */
  readonly conflicts: number;
}

const conflictKeys = (replica: Replica): Set<string> =>
  new Set(
    readOpenConflicts(replica.db.reader).map(({ entity, rowId, field }) => `${entity} ${rowId} ${field}`),
  );

const exchangeError = (error: AcceptError): ExchangeError => {
  switch (error.type) {
    case 'operation-unreadable':
    case 'key-differs':
    case 'signature-wrong':
    // The file was checked to be whole: it carries who introduced the writer, or a device of nobody.
    case 'device-unknown':
      return { code: 'exchange-damaged' };
    case 'other-organisation':
      return { code: 'exchange-other-organisation' };
    case 'history-forked':
      return { code: 'exchange-forked', deviceId: error.key.device };
    case 'gap':
      return {
        code: 'exchange-gap',
        missing: [{ deviceId: error.key.device, operations: error.key.seq - error.have - 1 }],
      };
    case 'storage':
      return error.error.code === 'disk-full' ? { code: 'disk-full' } : { code: 'database-read-only' };
    default:
      return assertNever(error);
  }
};

/**
 * Applies a file that `verifyFile` found sound, as operations of peers are applied, in short transactions between
 * which people's own commands have their turn.
 */
export const applyFile = async (
  replica: Replica,
  file: SealedFile,
  contents: FileContents,
  control: ExchangeControl,
): Promise<Result<ImportCounts, ExchangeError>> => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a PC without a membership takes no changes');
  const { clock, db } = replica;
  const conflictsBefore = conflictKeys(replica);
  let slice: IncomingOperation[] = [];
  let sliceBytes = 0;
  let sliceLimit = 10;
  let done = 0;
  let fresh = 0;

  const acceptSlice = async (): Promise<Result<null, ExchangeError>> => {
    await db.gate.pass();
    if (control.signal.aborted) return err({ code: 'exchange-cancelled' });
    const startedMs = clock.monotonicMs();
    const news = slice.filter(({ key }) => key.seq > readHead(db.writer, key).seq).length;
    const accepted = acceptOperations(replica, membership.organisationId, slice);
    if (!accepted.ok) return err(exchangeError(accepted.error));
    fresh += news;
    done += slice.length;
    slice = [];
    sliceBytes = 0;
    const isSlow = clock.monotonicMs() - startedMs > sliceMs;
    sliceLimit = isSlow ? Math.max(1, sliceLimit >> 1) : Math.min(mostInSlice, sliceLimit + 5);
    control.onProgress(done);
    await control.breathe();
    return ok(null);
  };

  const read = await readRecords(file, {
    onStart: ({ device, madeAt, operations }) => {
      const { start } = contents;
      const isSame = device === start.device && madeAt === start.madeAt && operations === start.operations;
      return isSame ? ok(null) : err({ code: 'file-changed' });
    },
    onOperation: async (operation) => {
      slice.push(operation);
      sliceBytes += operation.bytes.length;
      return slice.length >= sliceLimit || sliceBytes >= mostSliceBytes ? acceptSlice() : ok(null);
    },
  });
  if (!read.ok) return read;
  const rest = slice.length === 0 ? ok(null) : await acceptSlice();
  if (!rest.ok) return rest;
  const conflicts = [...conflictKeys(replica)].filter((key) => !conflictsBefore.has(key)).length;
  return ok({ fresh, present: done - fresh, conflicts });
};
