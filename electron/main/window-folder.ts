// Where the window keeps what is its own: Chromium's profile and the window's place.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** About what a new profile needs before it can be used. */
const profileBytes = 4 * 1024 * 1024;

/**
 * A folder within the data folder, which makes Electron's single-instance lock one per data folder. Where
 * that cannot be written (a full disk, a missing right), a temporary one: the window then still opens, and
 * the core, which knows the reason, tells the person.
 */
export function windowFolder(dataDir: string): string {
  const folder = join(dataDir, 'window');
  try {
    // This may be what makes the data folder itself: it is for nobody else on this PC.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    makeSureOfRoom(join(folder, 'room'));
    return folder;
  } catch (error) {
    console.error(`${folder} cannot be used for the window.`, error);
    return mkdtempSync(join(tmpdir(), 'paydar-window-'));
  }
}

function makeSureOfRoom(probe: string): void {
  try {
    writeFileSync(probe, Buffer.alloc(profileBytes));
  } finally {
    rmSync(probe, { force: true });
  }
}
