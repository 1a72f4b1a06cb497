import type { Result } from '../../../shared/lib/result.ts';
import type { Connection } from '../db/connection.ts';
import type { Database, OpenError } from '../db/database.ts';

/** Why a database was set aside; also the end of its folder's name. */
export type SetAsideReason = 'checkpoint' | 'forked' | 'restored' | 'corrupt';

/** The decision to put the staged database in the place of the live one. Survives a power cut. */
export interface Replacement {
  readonly reason: SetAsideReason;
  /** Milliseconds UTC. */
  readonly at: number;
  /** Name under `set-aside/`; nobody else's. */
  readonly setAside: string;
  /** `carry`: what belongs to this PC is not in the staged database yet. `swap`: it is, only the files are to move. */
  readonly stage: 'carry' | 'swap';
}

/**
 * Where a replica's database is kept, and what stands beside it: a staged database that is to take its place, and
 * those that were set aside. Files in a data folder, or memory in a simulation. One core at a time owns it.
 *
 * The live database is replaced while it is closed, in this order: `stage` and fill, `decide`, close, and then
 * `finishReplacement`. Whatever the power does, the next opening finds the old one or the new one, never none.
 */
export interface DataFolder {
  /** @param isChecked whether every page of it was read just now. */
  openLive(isChecked?: boolean): Result<Database, OpenError>;
  /** A new, empty database beside the live one; one that was staged before and not decided on is gone. */
  stage(): Result<Database, OpenError>;
  /** Opens the staged database again, which was checked when it was staged; upgrades one of an older form. */
  openStaged(): Result<Database, OpenError>;
  /** The staged database as it is, only to be read; null when there is none or it cannot be opened. */
  readStaged(): Connection | null;
  /** Forgets the decision and the staged database; what is live stays. */
  abandon(): void;
  /** Durable when it returns. From now on the staged database is the one that counts. */
  decide(replacement: Replacement): void;
  decided(): Replacement | null;
  /** The live database as it is, only to be read; null when it cannot be opened at all. Not while it is open. */
  readLive(): Connection | null;
  /** Moves the files as decided and forgets the decision. Can be repeated after any interruption. */
  swap(replacement: Replacement): void;
  /** Names of what was set aside, oldest first. Never deleted by the core. */
  listSetAside(): readonly string[];
  /** Only to be read; null when it is gone or cannot be opened. */
  readSetAside(name: string): Connection | null;
  /** What makes this PC a member, kept beside the database for the day on which it cannot be read; null without. */
  recallIdentity(): string | null;
  /** @param text null forgets it. */
  rememberIdentity(text: string | null): void;
}

/** `2026-11-21T08-30-00-000Z-corrupt`: sorts by time and is a file name everywhere. */
export const setAsideName = (at: number, reason: SetAsideReason): string =>
  `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}-${reason}`;
