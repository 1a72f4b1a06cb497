import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { hlcMs } from '../../../shared/sync/hlc.ts';
import type { OperationKey } from '../../../shared/sync/operation.ts';
import { historyKey, type VectorEntry, vectorFromEntries } from '../../../shared/sync/version-vector.ts';
import { type IncomingOperation, isOwnHistory } from '../db/accept.ts';
import type { Connection } from '../db/connection.ts';
import { hashAt } from '../db/heads.ts';
import { readOperation } from '../db/operation-form.ts';
import { type History, readHead, readVector } from '../db/operation-log.ts';
import type { Replica } from '../db/replica.ts';
import { sha256 } from '../db/sha256.ts';
import type { DeviceCount, ExchangeError } from './errors.ts';
import type { ExchangeControl } from './ports.ts';
import { type ExchangeStart, readRecords } from './records.ts';
import type { SealedFile } from './sealed-file.ts';

/** What a sound file holds, seen from this replica. */
export interface FileContents {
  readonly start: ExchangeStart;
  readonly operations: number;
  /** Of them, how many are not here yet. */
  readonly fresh: number;
  readonly devices: readonly DeviceCount[];
  /** What the file's maker held before, of histories that the file does not continue, and this replica does not. */
  readonly missing: readonly DeviceCount[];
  /** When the oldest and the newest of its operations were made; null without any. */
  readonly oldestAt: number | null;
  readonly newestAt: number | null;
}

/** One history as far as it was read from the file. */
interface HistoryRead {
  readonly key: History;
  readonly first: number;
  /** This PC is writing it: what it lacks of it, it cannot take in under this identity. */
  readonly isOwn: boolean;
  readonly headHere: { readonly seq: number; readonly hash: Buffer; readonly hlc: string };
  last: { readonly seq: number; readonly hash: Buffer; readonly hlc: string };
  count: number;
}

const addCount = (counts: Map<DeviceId, number>, device: DeviceId, more: number): void => {
  counts.set(device, (counts.get(device) ?? 0) + more);
};

const asList = (counts: ReadonlyMap<DeviceId, number>): DeviceCount[] =>
  [...counts].map(([deviceId, operations]) => ({ deviceId, operations }));

/** What an operation's history must be here and in the file for it to be its next one. */
const checkPlace = (
  history: HistoryRead,
  key: OperationKey,
  prev: string,
  hash: Buffer,
): 'exchange-damaged' | 'exchange-forked' | null => {
  const { headHere, last } = history;
  if (key.seq !== last.seq + 1) return 'exchange-damaged';
  const isFirst = history.count === 0;
  if (!isFirst && prev !== last.hash.toString('hex')) return 'exchange-damaged';
  if (isFirst && key.seq === headHere.seq + 1 && prev !== headHere.hash.toString('hex'))
    return 'exchange-forked';
  return key.seq === headHere.seq && !hash.equals(headHere.hash) ? 'exchange-forked' : null;
};

/** The file's end of a history that is longer here is another one: by the chain, one look tells it for all of it. */
const endsOtherwise = (log: Connection, { key, headHere, last }: HistoryRead): boolean =>
  last.seq < headHere.seq && hashAt(log, key, last.seq)?.equals(last.hash) === false;

/**
 * Reads a whole file and applies nothing: every chunk is opened, every operation read, every history checked for
 * its order and its chain, within the file and against what is here.
 */
export const verifyFile = async (
  replica: Replica,
  file: SealedFile,
  control: ExchangeControl,
): Promise<Result<FileContents, ExchangeError>> => {
  const organisationId = replica.membership()?.organisationId;
  const log = replica.db.reader;
  const histories = new Map<string, HistoryRead>();
  let start: ExchangeStart | null = null;
  let operations = 0;
  let fresh = 0;
  let oldestAt: number | null = null;
  let newestAt: number | null = null;

  const historyOf = (key: OperationKey): HistoryRead => {
    const known = histories.get(historyKey(key));
    if (known !== undefined) return known;
    const headHere = readHead(log, key);
    const isNext = key.seq === headHere.seq + 1;
    const last = { seq: key.seq - 1, hash: Buffer.alloc(0), hlc: isNext ? headHere.hlc : '' };
    const { device, epoch } = key;
    const isOwn = isOwnHistory(replica, key);
    const made: HistoryRead = { key: { device, epoch }, first: key.seq, isOwn, headHere, last, count: 0 };
    histories.set(historyKey(key), made);
    return made;
  };

  const check = ({ key, form = 0, bytes, signature }: IncomingOperation): ExchangeError | null => {
    const stored = readOperation({ form, bytes });
    if (!stored.ok) return { code: 'exchange-damaged' };
    const { org, device, epoch, seq, prev, hlc } = stored.value.operation;
    if (org !== organisationId) return { code: 'exchange-other-organisation' };
    if (device !== key.device || epoch !== key.epoch || seq !== key.seq) return { code: 'exchange-damaged' };
    const history = historyOf(key);
    const hash = sha256(stored.value.plain);
    const problem = checkPlace(history, key, prev, hash);
    if (problem !== null)
      return problem === 'exchange-forked' ? { code: problem, deviceId: device } : { code: problem };
    if (hlc <= history.last.hlc) return { code: 'exchange-damaged' };
    // Of a device that the file itself brings, the signature is checked once its key has been taken.
    const isNew = seq > history.headHere.seq;
    const wrong = isNew ? replica.checkSignature(log, key, stored.value.plain, signature) : null;
    if (wrong?.type === 'signature-wrong') return { code: 'exchange-damaged' };
    if (isNew && history.isOwn) return { code: 'exchange-forked', deviceId: device };
    history.last = { seq, hash, hlc };
    history.count += 1;
    operations += 1;
    if (isNew) fresh += 1;
    const at = hlcMs(hlc);
    oldestAt = Math.min(oldestAt ?? at, at);
    newestAt = Math.max(newestAt ?? at, at);
    return null;
  };

  const read = await readRecords(file, {
    onStart: (read) => {
      start = read;
      return ok(null);
    },
    onOperation: async (operation) => {
      if (control.signal.aborted) return err({ code: 'exchange-cancelled' });
      const problem = check(operation);
      if (problem !== null) return err(problem);
      control.onProgress(operations);
      await control.breathe();
      return ok(null);
    },
  });
  if (!read.ok) return read;
  if (start === null) return err({ code: 'exchange-damaged' });

  const gaps = new Map<DeviceId, number>();
  const devices = new Map<DeviceId, number>();
  for (const history of histories.values()) {
    const { first, headHere, count } = history;
    const { device } = history.key;
    if (endsOtherwise(log, history)) return err({ code: 'exchange-forked', deviceId: device });
    addCount(devices, device, count);
    if (first > headHere.seq + 1) addCount(gaps, device, first - headHere.seq - 1);
  }
  if (gaps.size > 0) return err({ code: 'exchange-gap', missing: asList(gaps) });
  const missing = missingBefore(start, readVector(log), histories);
  return ok({ start, operations, fresh, devices: asList(devices), missing, oldestAt, newestAt });
};

/** What the file presupposes and is not here, of histories that it does not continue. */
const missingBefore = (
  { base }: ExchangeStart,
  here: readonly VectorEntry[],
  histories: ReadonlyMap<string, HistoryRead>,
): DeviceCount[] => {
  const held = vectorFromEntries(here);
  const missing = new Map<DeviceId, number>();
  for (const entry of base) {
    const lacking = entry.seq - (held.get(historyKey(entry)) ?? 0);
    if (lacking > 0 && !histories.has(historyKey(entry))) addCount(missing, entry.device, lacking);
  }
  return asList(missing);
};
