// After `npm install` changed package-lock.json: `node build/complete-lockfile.mjs` adds the packages of
// other platforms that npm left out. A registry that mirrors only some platforms makes npm write a lockfile
// that `npm ci` then refuses everywhere. `--check` only tells.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = [];

for (const [requirer, { optionalDependencies = {}, license, engines }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (requirer === '') continue;
    const found = lookUp(requirer, name);
    // Ranges belong to pure packages, which every registry has; platform packages are pinned exactly.
    if (found && (lock.packages[found].version === version || !/^\d/.test(version))) continue;
    const place = found ? `${requirer}/node_modules/${name}` : `node_modules/${name}`;
    missing.push(place);
    lock.packages[place] = { version, ...platformOf(name), dev: true, license, optional: true, engines };
  }
}

for (const place of missing) console.log(place);
if (process.argv.includes('--check')) process.exitCode = missing.length > 0 ? 1 : 0;
else if (missing.length > 0) {
  const byPath = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(byPath) }, null, 2)}\n`);
}

/** Where Node would find `name` from within `requirer`. */
function lookUp(requirer, name) {
  const folders = requirer.split('/node_modules/');
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const base = folders.slice(0, depth).join('/node_modules/');
    const place = base ? `${base}/node_modules/${name}` : `node_modules/${name}`;
    if (lock.packages[place]) return place;
  }
  return undefined;
}

/** From names such as `@scope/binding-linux-arm64-musl`, which all these packages follow. */
function platformOf(name) {
  const parts = /(android|darwin|freebsd|linux|openharmony|wasm32|win32)-(\w+)(?:-(\w+))?$/.exec(name);
  if (!parts) throw new Error(`${name} does not tell its platform by its name`);
  const [, os, cpu, abi = ''] = parts;
  if (os === 'wasm32') return { cpu: ['wasm32'] };
  const libc = { gnu: ['glibc'], musl: ['musl'] }[abi];
  return { os: [os], cpu: [cpu], ...(libc ? { libc } : {}) };
}
