// Installs node_modules when they are missing or differ from package-lock.json. A filled npm cache is
// enough: the registry is asked only for what the cache lacks.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, markFresh } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { Stop, say, step } from './report.mjs';

export async function ensurePackages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const print = createHash('sha256').update(lock).digest('hex');
  if (isFresh('packages', print) && installed() !== undefined) return;
  if (!matches(JSON.parse(lock), installed()))
    await step('Installing packages', () => install(JSON.parse(lock)));
  markFresh('packages', print);
}

/** What npm noted about the last install; undefined when there was none. */
function installed() {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Packages of other platforms are optional and rightly absent; anything else has to be there as locked. What
 * is there in addition, such as a package that was dropped since, does no harm: unlisted imports are refused
 * by the dead-code check.
 */
function matches(lock, found) {
  if (!found) return false;
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const present = found.packages[path];
    if (present ? present.version !== wanted.version : !wanted.optional && !wanted.devOptional) return false;
  }
  return true;
}

function install(lock) {
  say('Installing packages (npm ci), a minute or so the first time ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };
  const started = Date.now();
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`  ${seconds} s, ${unpacked(lock)} packages unpacked`);
  }, 5000);
  return new Promise((resolve, reject) => {
    const child = spawn(npm, args, options);
    child.once('error', (cause) => reject(new Stop(`npm could not be started: ${cause.message}`)));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Stop('npm ci failed; its reason is above. Nothing else was changed.'));
    });
  }).finally(() => clearInterval(progress));
}

function unpacked({ packages }) {
  return Object.keys(packages).filter((path) => path && existsSync(join(root, path, 'package.json'))).length;
}
