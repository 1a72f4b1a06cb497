import type { AppError } from '../../../shared/contract/errors.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey, type VectorEntry, type VersionVector } from '../../../shared/sync/version-vector.ts';
import { acceptSome, type IncomingOperation } from '../db/accept.ts';
import { archiveEnd, hasArchive, readableSegments } from '../db/archive.ts';
import type { Connection } from '../db/connection.ts';
import { openErrorOf } from '../db/database.ts';
import { unpackFromLog } from '../db/log-form.ts';
import { type FormedBytes, plainOf } from '../db/operation-form.ts';
import { firstMissing, heldHash, readHead, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import type { Steps } from '../db/steps.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';

const stretch = 200;
/** Work of one transaction, milliseconds. */
const sliceMs = 10;
/** After so many places of the log in a row that give nothing, a damaged log is taken to be at its end. */
const mostSilentPlaces = 20_000;

/** One that cannot be appended as it is. */
export interface UnfitOperation extends IncomingOperation {
  /** It belongs to another branch than the one that stands here: nobody takes it in any more. */
  readonly isOfOtherBranch: boolean;
}

export interface Salvaged {
  /** Operations that were appended unchanged. */
  readonly taken: number;
  /** Places of the log that could not be read. */
  readonly unreadable: number;
  /** Of histories that do not go on here: an operation in between is missing, or another one stands in its place. */
  readonly unfit: readonly UnfitOperation[];
}

interface LogRow {
  readonly received: number;
  readonly device: Buffer;
  readonly epoch: number;
  readonly seq: number;
  readonly hlc: string;
  /** Missing in databases of versions that knew one form only. */
  readonly form?: number;
  readonly bytes: Buffer;
  readonly signature: Buffer | null;
}

const isDamage = (cause: unknown): boolean => openErrorOf(cause)?.type === 'database-corrupt';

/** The last place of the log; the counter of SQLite when the log itself does not say it. */
const lastPlace = (from: Connection): number => {
  for (const sql of [
    'SELECT max(received) AS last FROM operation',
    "SELECT seq AS last FROM sqlite_sequence WHERE name = 'operation'",
  ]) {
    try {
      const row = from.prepare(sql).get() as { last: number | null } | undefined;
      if (typeof row?.last === 'number') return row.last;
    } catch (cause) {
      if (!isDamage(cause)) throw cause;
    }
  }
  return Number.MAX_SAFE_INTEGER;
};

/** Reads a log that may be damaged, in its order: in stretches while that goes well, otherwise place by place. */
function* readableLog(from: Connection, onUnreadable: () => void): Generator<LogRow[]> {
  const last = lastPlace(from);
  const many = from.prepare(`SELECT * FROM operation WHERE received > ? AND received <= ? ORDER BY received`);
  const one = from.prepare(`SELECT * FROM operation WHERE received = ?`);
  let silent = 0;
  for (let place = 0; place < last && silent < mostSilentPlaces; place += stretch) {
    const rows: LogRow[] = [];
    try {
      rows.push(...(many.all(place, place + stretch) as LogRow[]));
    } catch (cause) {
      if (!isDamage(cause)) throw cause;
      rows.length = 0;
      for (let at = place + 1; at <= Math.min(place + stretch, last); at += 1) {
        try {
          const row = one.get(at) as LogRow | undefined;
          if (row !== undefined) rows.push(row);
        } catch (damage) {
          if (!isDamage(damage)) throw damage;
          onUnreadable();
        }
      }
    }
    silent = rows.length === 0 ? silent + stretch : 0;
    if (rows.length > 0) yield rows;
  }
}

/** Where the log goes beyond `held`; its beginning when the ends of the histories cannot be read. */
const firstBeyond = (from: Connection, held: VersionVector): number | null => {
  try {
    return firstMissing(from, held);
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    return 0;
  }
};

/** What the archive holds beyond `held`, or all of it; whatever of it cannot be read is passed over. */
function* readableArchive(
  from: Connection,
  held: VersionVector,
  isAll: boolean,
  onUnreadable: () => void,
): Generator<LogRow[]> {
  try {
    if (!hasArchive(from)) return;
    const first = isAll ? 0 : firstBeyond(from, held);
    if (first === null || first > archiveEnd(from)) return;
    for (const segment of readableSegments(from, first, onUnreadable)) {
      yield segment.map(({ received, key, hlc, form, bytes, signature }) => {
        const { device, epoch, seq } = key;
        return { received, device: blobOf(device), epoch, seq, hlc, form, bytes, signature };
      });
    }
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    onUnreadable();
  }
}

/** Histories of which both hold something, and not the same as far as both go, or nobody can tell. */
const partedHistories = (from: Connection, into: Connection, vector: readonly VectorEntry[]): Set<string> => {
  const parted = new Set<string>();
  for (const { device, epoch, seq } of vector) {
    try {
      const there = readHead(from, { device, epoch });
      const key = { device, epoch, seq: Math.min(seq, there.seq) };
      // The head says it without a look into the log, which may be of an older form.
      const theirs = there.seq <= seq ? there.hash : heldHash(from, key);
      const ours = heldHash(into, key);
      if (key.seq > 0 && theirs !== null && ours !== null && !theirs.equals(ours))
        parted.add(historyKey(key));
    } catch (cause) {
      if (openErrorOf(cause) === null) throw cause;
      parted.add(historyKey({ device, epoch }));
    }
  }
  return parted;
};

const isWhole = (row: LogRow): boolean =>
  Buffer.isBuffer(row.device) &&
  row.device.length === 16 &&
  Buffer.isBuffer(row.bytes) &&
  typeof row.hlc === 'string' &&
  Number.isInteger(row.epoch) &&
  Number.isInteger(row.seq);

/**
 * Appends what another database holds of the log and this one lacks, unchanged and in its order; everything passes
 * the checks that a peer's operations pass. The other database may be damaged: what cannot be read is passed over,
 * and what then does not fit is handed back. Each step is a transaction of its own,
 * or a look at the other database.
 */
export function* salvageOperations(from: Connection, into: Replica): Steps<Result<Salvaged, AppError>> {
  try {
    from.prepare('SELECT received, bytes FROM operation WHERE received = ?');
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    // Not even the list of tables can be read.
    return ok({ taken: 0, unreadable: 1, unfit: [] });
  }
  const membership = into.membership();
  if (membership === null) return ok({ taken: 0, unreadable: 0, unfit: [] });
  let unreadable = 0;
  let taken = 0;
  const unfit: UnfitOperation[] = [];
  const broken = new Set<string>();
  const forked = new Set<string>();
  const vector = readVector(into.db.writer);
  const heads = new Map(vector.map((entry) => [historyKey(entry), entry.seq] as const));
  const parted = partedHistories(from, into.db.writer, vector);
  const isHere = (key: OperationKey, stored: FormedBytes): boolean => {
    if (key.seq > (heads.get(historyKey(key)) ?? 0)) return false;
    if (!parted.has(historyKey(key))) return true;
    const plain = plainOf(stored);
    return plain !== null && heldHash(into.db.writer, key)?.equals(sha256(plain)) === true;
  };
  /** Takes a beginning of what is given. @returns how many; 0 when something in it does not fit. */
  const accept = (batch: readonly IncomingOperation[]): Result<number, AppError> => {
    const accepted = acceptSome(into, membership.organisationId, batch, sliceMs, 'own-database');
    if (accepted.ok) {
      taken += accepted.value;
      return accepted;
    }
    if (accepted.error.type === 'storage') return err(accepted.error.error);
    // Said only of what bears its device's signature.
    if (accepted.error.type === 'history-forked') forked.add(historyKey(accepted.error.key));
    return ok(0);
  };
  const onUnreadable = (): void => {
    unreadable += 1;
  };
  function* takeMissing(rows: readonly LogRow[]): Steps<Result<null, AppError>> {
    let isOneByOne = false;
    let rest = rows.filter(isWhole).flatMap((row): IncomingOperation[] => {
      const key = { device: uuidOf<DeviceId>(row.device), epoch: row.epoch, seq: row.seq };
      const stored = unpackFromLog({ form: row.form ?? 0, bytes: row.bytes }, row);
      return isHere(key, stored) ? [] : [{ key, ...stored, signature: row.signature }];
    });
    for (;;) {
      const [first] = rest;
      if (first === undefined) return ok(null);
      const history = historyKey(first.key);
      const isBroken: boolean = isOneByOne && broken.has(history);
      const accepted: Result<number, AppError> = isBroken ? ok(0) : accept(isOneByOne ? [first] : rest);
      if (!accepted.ok) return accepted;
      if (accepted.value > 0) rest = rest.slice(accepted.value);
      else if (isOneByOne) {
        broken.add(history);
        unfit.push({ ...first, isOfOtherBranch: forked.has(history) });
        rest = rest.slice(1);
      }
      // One that does not fit made all of them fail.
      isOneByOne ||= accepted.value === 0;
      yield;
    }
  }
  for (const log of [
    readableArchive(from, heads, parted.size > 0, onUnreadable),
    readableLog(from, onUnreadable),
  ]) {
    for (const rows of log) {
      yield;
      const done = yield* takeMissing(rows);
      if (!done.ok) return done;
    }
  }
  return ok({ taken, unreadable, unfit });
}
