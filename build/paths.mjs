// The folders that every build step agrees on.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Runtimes are large and shared by all clones of one person, so they live outside the project. */
export const userCache =
  process.platform === 'win32'
    ? join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'paydar', 'Cache')
    : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'paydar');

/** What belongs to this clone only, such as the hashes of the last build. */
export const projectCache = join(root, '.cache');
