// Flags of Chromium that a development start needs on some machines. The packaged app never gets them.
import { readFileSync } from 'node:fs';

/** @returns {{ flags: string[], reason?: string }} */
export function sandboxFlags() {
  if (process.platform !== 'linux') return { flags: [] };
  const flags = ['--no-sandbox'];
  if (process.getuid() === 0) return { flags, reason: 'started as root' };
  if (namespacesRestricted()) return { flags, reason: 'this system restricts user namespaces' };
  return { flags: [] };
}

/** Ubuntu 24.04 lets only programs with an AppArmor profile make the namespaces that the sandbox needs. */
function namespacesRestricted() {
  try {
    const file = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
    return readFileSync(file, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}
