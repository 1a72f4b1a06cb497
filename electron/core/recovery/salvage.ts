import type { DeviceId } from '../../../shared/lib/ids.ts';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey, type VersionVector } from '../../../shared/sync/version-vector.ts';
import { acceptOperations, type IncomingOperation } from '../db/accept.ts';
import { archiveEnd, hasArchive, readableSegments } from '../db/archive.ts';
import type { Connection } from '../db/connection.ts';
import { openErrorOf } from '../db/database.ts';
import { unpackFromLog } from '../db/log-form.ts';
import { type FormedBytes, plainOf } from '../db/operation-form.ts';
import { firstMissing, heldHash, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import { blobOf, uuidOf } from '../db/uuid-blob.ts';

const stretch = 200;
/** After so many places of the log in a row that give nothing, a damaged log is taken to be at its end. */
const mostSilentPlaces = 20_000;

export interface Salvaged {
  /** Operations that were appended unchanged. */
  readonly taken: number;
  /** Places of the log that could not be read. */
  readonly unreadable: number;
  /** Of histories that do not go on here: an operation in between is missing, or another one stands in its place. */
  readonly unfit: readonly IncomingOperation[];
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

/** What the archive holds beyond `held`; whatever of it cannot be read is passed over. */
function* readableArchive(
  from: Connection,
  held: VersionVector,
  onUnreadable: () => void,
): Generator<LogRow[]> {
  try {
    if (!hasArchive(from)) return;
    const first = firstMissing(from, held);
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
 * and what then does not fit is handed back.
 */
export const salvageOperations = (from: Connection, into: Replica): Salvaged => {
  try {
    from.prepare('SELECT received, bytes FROM operation WHERE received = ?');
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    // Not even the list of tables can be read.
    return { taken: 0, unreadable: 1, unfit: [] };
  }
  const membership = into.membership();
  if (membership === null) return { taken: 0, unreadable: 0, unfit: [] };
  let unreadable = 0;
  let taken = 0;
  const unfit: IncomingOperation[] = [];
  const broken = new Set<string>();
  const heads = new Map(readVector(into.db.writer).map((entry) => [historyKey(entry), entry.seq] as const));
  const accept = (batch: readonly IncomingOperation[]): boolean => {
    const accepted = acceptOperations(into, membership.organisationId, batch, 'own-database');
    if (!accepted.ok && accepted.error.type === 'storage') throw new Error(accepted.error.error.code);
    if (accepted.ok) taken += batch.length;
    return accepted.ok;
  };
  const onUnreadable = (): void => {
    unreadable += 1;
  };
  /** Others know another operation in its place: what this PC wrote there is in no log but its own. */
  const isOtherHere = (key: OperationKey, stored: FormedBytes): boolean => {
    const plain = key.device === membership.deviceId ? plainOf(stored) : null;
    return plain !== null && heldHash(into.db.writer, key)?.equals(sha256(plain)) === false;
  };
  const takeMissing = (rows: readonly LogRow[]): void => {
    const missing = rows.filter(isWhole).flatMap((row): IncomingOperation[] => {
      const key = { device: uuidOf<DeviceId>(row.device), epoch: row.epoch, seq: row.seq };
      const stored = unpackFromLog({ form: row.form ?? 0, bytes: row.bytes }, row);
      const operation: IncomingOperation = { key, ...stored, signature: row.signature };
      if (row.seq > (heads.get(historyKey(key)) ?? 0)) return [operation];
      if (isOtherHere(key, stored)) unfit.push(operation);
      return [];
    });
    if (missing.length === 0 || accept(missing)) return;
    for (const operation of missing) {
      const history = historyKey(operation.key);
      if (!broken.has(history) && accept([operation])) continue;
      broken.add(history);
      unfit.push(operation);
    }
  };
  for (const rows of readableArchive(from, heads, onUnreadable)) takeMissing(rows);
  for (const rows of readableLog(from, onUnreadable)) takeMissing(rows);
  return { taken, unreadable, unfit };
};
