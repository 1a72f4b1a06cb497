// Opens the desk's window from the sources' build.
import { sandboxFlags } from './electron-flags.mjs';
import { root } from './paths.mjs';
import { say } from './report.mjs';
import { runAttached } from './run-in-electron.mjs';

export function openDesk(executable, args, { env = {} } = {}) {
  const { flags, reason } = sandboxFlags();
  if (reason) say(`Chromium's sandbox is off for this development start: ${reason}.`);
  // Chromium's own complaints (no D-Bus, no GPU) would bury what the desk has to say.
  const quiet = '--log-level=3';
  return runAttached(executable, [...flags, quiet, root, ...args], {
    cwd: process.env.INIT_CWD ?? root,
    env,
  });
}
