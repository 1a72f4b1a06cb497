// The system libraries that a bare Debian or Ubuntu lacks. As root they are installed; otherwise the one
// command that does it is printed. Other systems bring these with their desktop.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Stop, say, step } from './report.mjs';

const libraries = [
  { file: 'libgtk-3.so.0', package: 'libgtk-3-0' },
  { file: 'libnss3.so', package: 'libnss3' },
  { file: 'libasound.so.2', package: 'libasound2' },
  { file: 'libgbm.so.1', package: 'libgbm1' },
];
const displayPrograms = [
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'xauth', package: 'xauth' },
];
// The layers under the tests of power cuts and bad lines are built from their sources; cards of their own are made by ip.
const compilerParts = [
  { program: 'cc', package: 'gcc' },
  { header: '/usr/include/stdio.h', package: 'libc6-dev' },
  { header: '/usr/include/linux/if_packet.h', package: 'linux-libc-dev' },
  { program: 'ip', package: 'iproute2' },
];

/** @param {{ virtualDisplay: boolean, compiler: boolean }} needs what has to be possible beside running the app */
export async function ensureLibraries(needs) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  if (!findProgram('apt-get')) {
    throw new Stop(`Please install with your package manager what Debian calls: ${missing.join(' ')}`);
  }
  if (process.getuid() !== 0) {
    throw new Stop(`System libraries are missing. This installs them:\n\n  ${commandFor(missing)}`);
  }
  say(`Installing system libraries (${missing.join(' ')}) ...`);
  await step('Installing system libraries', () => install(missing));
  const left = missingPackages(needs);
  if (left.length > 0) throw new Stop(`Still missing after the installation: ${left.join(' ')}`);
}

function missingPackages({ virtualDisplay, compiler }) {
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const missing = libraries
    .filter(({ file }) => !known.includes(`${file} `))
    .map((library) => library.package);
  const programs = [...(virtualDisplay ? displayPrograms : []), ...(compiler ? compilerParts : [])];
  const isMissing = ({ program, header }) => (program ? !findProgram(program) : !existsSync(header));
  return missing.concat(programs.filter(isMissing).map((each) => each.package));
}

export function findProgram(name) {
  const folders = `${process.env.PATH ?? ''}:/usr/bin:/usr/local/bin`.split(':');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function commandFor(packages) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.map(presentName).join(' ')}`;
}

/** Debian 13 and Ubuntu 24.04 renamed some of these for 64-bit time. */
function presentName(name) {
  const renamed = `${name}t64`;
  const found = spawnSync('apt-cache', ['show', '--no-all-versions', renamed], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.includes(`Package: ${renamed}`) ? renamed : name;
}

async function install(packages) {
  // Without lists, or with old ones, the first attempt fails: then they are fetched.
  if ((await aptInstall(packages)).passed) return;
  say('  fetching the package lists ...');
  await apt(['update', '-qq']);
  const { passed, output } = await aptInstall(packages);
  if (!passed) throw new Stop(`${output}\napt-get failed. By hand: ${commandFor(packages)}`);
}

function aptInstall(packages) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', ...packages.map(presentName)]);
}

/** dpkg writes hundreds of lines: they are kept for the case that something fails. */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const started = Date.now();
  const progress = setInterval(() => say(`  ${Math.round((Date.now() - started) / 1000)} s`), 5000);
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-4000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ passed: code === 0, output }));
  }).finally(() => clearInterval(progress));
}
