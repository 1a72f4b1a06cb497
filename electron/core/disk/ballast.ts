import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room that is kept for the moment in which there is none: some thousand saves fit into it. */
export const ballastBytes = 16 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** A file that holds room on the disk of the data folder, and the measure of what is free beside it. */
export interface Ballast {
  /** Whether the room is still held. */
  readonly isHeld: boolean;
  /** Takes the room, when twice as much is free; a disk without it goes on without. */
  hold(): void;
  /** Gives the room back. @returns false when none was held. */
  release(): boolean;
  /** Bytes that this user can still write; null where the system does not tell. */
  freeBytes(): number | null;
}

const isDiskTrouble = (cause: unknown): boolean => cause instanceof Error && 'code' in cause;

export const openBallast = (path: string): Ballast => {
  const freeBytes = (): number | null => {
    try {
      const { bavail, bsize } = statfsSync(dirname(path));
      return bavail * bsize;
    } catch {
      return null;
    }
  };
  /** Real bytes: what is only promised by a file's size is not there when it is needed. */
  const write = (): void => {
    const file = openSync(path, 'w', 0o600);
    try {
      // Not zeros, which some file systems would not store.
      const piece = Buffer.alloc(pieceBytes, 'paydar');
      for (let written = 0; written < ballastBytes; written += writeSync(file, piece));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  };
  return {
    get isHeld() {
      return existsSync(path);
    },
    hold: () => {
      const free = freeBytes();
      if (existsSync(path) || free === null || free < 2 * ballastBytes) return;
      try {
        write();
      } catch (cause) {
        if (!isDiskTrouble(cause)) throw cause;
        rmSync(path, { force: true });
      }
    },
    release: () => {
      if (!existsSync(path)) return false;
      try {
        rmSync(path);
        return true;
      } catch (cause) {
        if (!isDiskTrouble(cause)) throw cause;
        return false;
      }
    },
    freeBytes,
  };
};
