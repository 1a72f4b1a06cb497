// Answers "did any input of this step change since it last succeeded?" from path, size and time of
// change: about a millisecond for a thousand files.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectCache, root } from './paths.mjs';

/** @param {string[]} inputs files and folders, relative to the project; a missing one counts as such */
export function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) add(hash, input);
  return hash.digest('hex');
}

function add(hash, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) hash.update(`${path} missing\n`);
  else if (stat.isFile()) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  else for (const name of readdirSync(join(root, path)).sort()) add(hash, `${path}/${name}`);
}

export function isFresh(step, print) {
  try {
    return readFileSync(join(projectCache, `${step}.fingerprint`), 'utf8') === print;
  } catch {
    return false;
  }
}

export function markFresh(step, print) {
  mkdirSync(projectCache, { recursive: true });
  writeFileSync(join(projectCache, `${step}.fingerprint`), print);
}
