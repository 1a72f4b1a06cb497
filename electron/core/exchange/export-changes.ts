import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { hlcZero, tickHlc } from '../../../shared/sync/hlc.ts';
import {
  countMissing,
  hasOperation,
  type VectorEntry,
  vectorFromEntries,
} from '../../../shared/sync/version-vector.ts';
import type { Connection } from '../db/connection.ts';
import { logPosition } from '../db/log-changes.ts';
import { firstMissing, firstNotBefore, readLogFrom, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import type { ExchangeError } from './errors.ts';
import type { ExchangeControl, ExchangeSink } from './ports.ts';
import { encodeEnd, encodeOperationRecord, encodeStart } from './records.ts';
import { openSealedWriter } from './sealed-file.ts';

/** Operations have up to 900 KiB: so many at once are what memory must hold. */
const readAtOnce = 20;

/**
 * The operations that were made before an instant, by their own clocks. Clocks of a history only rise, so what was
 * made since is the rest of each history, without gaps.
 */
export const vectorBefore = (connection: Connection, sinceMs: number): VectorEntry[] => {
  const since = tickHlc(hlcZero, sinceMs);
  return readVector(connection).map(({ device, epoch }) => {
    const seq = firstNotBefore(connection, { device, epoch }, since) - 1;
    return { device, epoch, seq };
  });
};

/** How many operations a file that starts from `base` would carry. */
export const countBeyond = (connection: Connection, base: readonly VectorEntry[]): number =>
  countMissing(vectorFromEntries(readVector(connection)), vectorFromEntries(base));

export interface ExportOptions {
  readonly replica: Replica;
  /** What the reader is taken to hold already; nothing for a whole copy. */
  readonly base: readonly VectorEntry[];
  readonly sink: ExchangeSink;
  readonly control: ExchangeControl;
}

/**
 * Writes what this replica holds beyond `base`, as it stands now: what is saved meanwhile goes into the next file.
 * @returns the number of operations written.
 */
export const exportChanges = async (options: ExportOptions): Promise<Result<number, ExchangeError>> => {
  const { replica, base, sink, control } = options;
  const membership = replica.membership();
  if (membership === null) throw new Error('a PC without a membership has no changes to carry');
  const log = replica.db.reader;
  const held = vectorFromEntries(base);
  const end = readVector(log);
  const last = logPosition(log);
  const operations = countMissing(vectorFromEntries(end), held);
  const writer = await openSealedWriter(
    sink,
    { id: membership.organisationId, secret: membership.secret },
    replica.random.bytes(48),
  );
  const start = {
    device: membership.deviceId,
    madeAt: replica.clock.nowMs(),
    base: [...base],
    end,
    operations,
  };
  await writer.write(encodeStart(start));
  let done = 0;
  let next = firstMissing(log, held) ?? last + 1;
  while (next <= last) {
    const stretch = readLogFrom(log, next, readAtOnce);
    // The end of a history was taken out meanwhile: this would be a file that misses what it promises.
    if (stretch.length === 0) break;
    for (const operation of stretch) {
      next = operation.received + 1;
      if (operation.received > last || hasOperation(held, operation.key)) continue;
      await writer.write(encodeOperationRecord(operation));
      done += 1;
      await control.breathe();
    }
    if (control.signal.aborted) return err({ code: 'exchange-cancelled' });
    control.onProgress(done);
    await control.breathe();
  }
  if (done !== operations) return err({ code: 'exchange-cancelled' });
  await writer.write(encodeEnd(done));
  await writer.end();
  return ok(done);
};
