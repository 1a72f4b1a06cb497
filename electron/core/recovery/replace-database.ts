import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type Database, type OpenError, openErrorOf } from '../db/database.ts';
import { readMembership } from '../db/meta.ts';
import { type CarryParts, carryOver } from './carry-over.ts';
import { type DataFolder, type SetAsideReason, setAsideName } from './data-folder.ts';
import { hasIdentityCopy } from './identity-copy.ts';
import { hasPartedHistories } from './parted-histories.ts';

/**
 * Decides that the staged database takes the place of the live one; it happens at the next opening. Whoever calls
 * this asks for a restart right afterwards.
 * @param at milliseconds UTC; names what is set aside.
 */
export const decideReplacement = (folder: DataFolder, reason: SetAsideReason, at: number): void => {
  const taken = folder.listSetAside();
  let name = setAsideName(at, reason);
  for (let n = 2; taken.includes(name); n += 1) name = `${setAsideName(at, reason)}-${n}`;
  folder.decide({ reason, at, setAside: name, stage: 'carry' });
};

const isParted = (folder: DataFolder, staged: Database): boolean => {
  const live = folder.readLive();
  try {
    return live !== null && hasPartedHistories(live, staged.writer);
  } finally {
    live?.close();
  }
};

/**
 * Carries out what was decided, between the closing of one core and the opening of the next. After an interruption
 * at any point it goes on where it was.
 * @returns whether another database stands in the place of the live one now.
 */
const finishReplacement = (parts: CarryParts): Result<boolean, OpenError> => {
  const { folder } = parts;
  const decided = folder.decided();
  if (decided === null) return ok(false);
  if (decided.stage === 'carry') {
    const staged = folder.openStaged();
    if (!staged.ok) {
      if (staged.error.type === 'disk-full') return staged;
      // What was to come cannot be used; what was is still in its place.
      folder.abandon();
      return ok(false);
    }
    if (decided.reason === 'checkpoint' && isParted(folder, staged.value)) {
      staged.value.close();
      folder.abandon();
      return ok(false);
    }
    try {
      const carried = carryOver(staged.value, decided, parts);
      if (!carried.ok) return err(openErrorFor(carried.error));
    } finally {
      staged.value.close();
    }
    folder.decide({ ...decided, stage: 'swap' });
  }
  folder.swap(decided);
  return ok(true);
};

/** As `finishReplacement`; a disk without room is said so, wherever it shows. */
const finishIfRoom = (parts: CarryParts): Result<boolean, OpenError> => {
  try {
    return finishReplacement(parts);
  } catch (cause) {
    if (isFullDisk(cause)) return err({ type: 'disk-full' });
    throw cause;
  }
};

const openErrorFor = ({ code }: AppError): OpenError =>
  code === 'disk-full' ? { type: code } : { type: 'database-unreadable', detail: code };

const isFullDisk = (cause: unknown): boolean =>
  openErrorOf(cause)?.type === 'disk-full' ||
  (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT'));

/** Whether it is known, in spite of the damage, which call centre this PC belongs to. */
const knowsMembership = (folder: DataFolder): boolean => {
  const live = folder.readLive();
  try {
    if (live !== null && readMembership(live) !== null) return true;
  } catch (cause) {
    if (openErrorOf(cause) === null) throw cause;
  } finally {
    live?.close();
  }
  return hasIdentityCopy(folder);
};

/**
 * Whether the file is gone, or empty, of a PC that was a member when it was last seen: an empty database would look
 * sound, and the PC as if it had never been set up. Who leaves has the copy forgotten first.
 */
const hasLostMembership = (folder: DataFolder, { writer }: Database): boolean =>
  readMembership(writer) === null && hasIdentityCopy(folder);

/** Sets a damaged database aside and puts one in its place that knows the membership and nothing else. */
const replaceDamaged = (parts: CarryParts): Result<Database, OpenError> => {
  const { folder, clock } = parts;
  const staged = folder.stage();
  if (!staged.ok) return staged;
  staged.value.close();
  decideReplacement(folder, 'corrupt', clock.nowMs());
  const finished = finishIfRoom(parts);
  return finished.ok ? folder.openLive() : finished;
};

const openOnce = (parts: CarryParts, isDamaged: boolean): Result<Database, OpenError> => {
  const finished = finishIfRoom(parts);
  if (!finished.ok) return finished;
  const opened = parts.folder.openLive(finished.value);
  if (opened.ok && !isDamaged && !hasLostMembership(parts.folder, opened.value)) return opened;
  if (!opened.ok && opened.error.type !== 'database-corrupt') return opened;
  if (opened.ok) opened.value.close();
  return knowsMembership(parts.folder) ? replaceDamaged(parts) : parts.folder.openLive();
};

export interface OpenOptions {
  /** What a running core has found out, although the file may look sound. */
  readonly isDamaged?: boolean;
  /** Gives room back that was kept on the disk. @returns false when there was none. */
  readonly relieve?: () => boolean;
}

/**
 * Opens the live database after whatever was decided has been carried out. A damaged one is set aside, never
 * deleted, when it is known where this PC belongs; otherwise it is left as it is and the start fails. Where the disk
 * has no room for a replacement, the database that is there goes on being used, and the decision stands.
 */
export const openReplaced = (
  parts: CarryParts,
  { isDamaged = false, relieve = () => false }: OpenOptions = {},
): Result<Database, OpenError> => {
  const { folder } = parts;
  const isFull = (opened: Result<Database, OpenError>): boolean =>
    !opened.ok && opened.error.type === 'disk-full';
  const first = openOnce(parts, isDamaged);
  const second = isFull(first) && relieve() ? openOnce(parts, isDamaged) : first;
  if (!isFull(second)) return second;
  const decided = folder.decided();
  const isWhole = decided !== null && decided.stage === 'carry' && decided.reason !== 'corrupt';
  return isWhole && !isDamaged ? folder.openLive() : second;
};
