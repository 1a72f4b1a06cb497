// The official Electron, from Electron's own download (or the mirror in ELECTRON_MIRROR), checked
// against the checksums that the `electron` package carries.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const require = createRequire(import.meta.url);

/** Time without an answer, or without one more byte, after which the download counts as unreachable. */
const usualStallMs = 6000;

export function officialVersion() {
  return require('electron/package.json').version;
}

export function archiveName(version) {
  return `electron-v${version}-${process.platform}-${process.arch}.zip`;
}

/**
 * Downloads, verifies and unpacks into `dir`.
 * Throws when the address cannot be reached or the bytes are not the expected ones; `dir` then does not exist.
 */
export async function downloadOfficial({
  version,
  dir,
  mirror,
  checksum,
  onProgress = () => {},
  stallMs = usualStallMs,
}) {
  const base =
    mirror ?? process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';
  const folder = process.env.ELECTRON_CUSTOM_DIR?.replace('{{ version }}', version) ?? `v${version}`;
  const url = new URL(`${folder}/${archiveName(version)}`, base.endsWith('/') ? base : `${base}/`);
  const archive = `${dir}.${process.pid}.zip`;
  const unpacked = `${dir}.${process.pid}`;
  mkdirSync(dirname(dir), { recursive: true });
  try {
    await fetchTo(url, archive, onProgress, stallMs);
    const sum = await sha256(archive);
    const expected = checksum ?? require('electron/checksums.json')[archiveName(version)];
    if (sum !== expected)
      throw new Error(`${url.host} sent an archive whose checksum is ${sum}, not ${expected}`);
    const { extract } = await import('@electron-internal/extract-zip');
    await extract(archive, { dir: unpacked });
    if (existsSync(dir)) rmSync(dir, { recursive: true });
    renameSync(unpacked, dir);
  } finally {
    rmSync(archive, { force: true });
    rmSync(unpacked, { recursive: true, force: true });
  }
}

async function fetchTo(url, file, onProgress, stallMs) {
  const controller = new AbortController();
  const stalled = () => controller.abort(new Error(`${url.host} did not answer within ${stallMs / 1000} s`));
  let timer = setTimeout(stalled, stallMs);
  const beat = () => {
    clearTimeout(timer);
    timer = setTimeout(stalled, stallMs);
  };
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`${url.host} answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    let received = 0;
    const counted = async function* (chunks) {
      for await (const chunk of chunks) {
        beat();
        received += chunk.length;
        onProgress(received, total);
        yield chunk;
      }
    };
    await pipeline(response.body, counted, createWriteStream(file), { signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** What `electron/install.js` unpacked into node_modules, or the distribution in ELECTRON_OVERRIDE_DIST_PATH. */
export function installedByPackage(version) {
  try {
    const home = dirname(require.resolve('electron/package.json'));
    const dir = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist');
    const found = readFileSync(join(dir, 'version'), 'utf8').trim().replace(/^v/, '');
    const chosen = found === version || process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined;
    return chosen ? { dir, version: found, official: found === version } : undefined;
  } catch {
    return undefined;
  }
}
