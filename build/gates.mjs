// The checks of `npm test` that are not test suites: each one passes or fails as a whole.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';

const typescript = 'node_modules/typescript/bin/tsc';
const environments = ['shared', 'electron/core', 'electron/main', 'electron/preload', 'renderer', 'test'];

/** Every gate is one script, run in Electron as Node. */
export const gates = [
  { name: 'Lockfile complete', args: ['build/complete-lockfile.mjs', '--check'] },
  {
    name: 'Format and lint',
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=40'],
  },
  ...environments.map((folder) => ({ name: `Types of ${folder}`, args: [typescript, '-p', folder] })),
  { name: 'Dependency rules', args: ['build/check-dependencies.mjs'] },
  { name: 'Dead code', args: ['node_modules/knip/bin/knip.js', '-c', 'build/knip.json', '--no-progress'] },
];

/** @returns {Promise<{ passed: boolean, output: string }>} */
export function runGate(executable, { args }) {
  const [script, ...rest] = args;
  // knip's parser otherwise asks for a buffer larger than Electron's memory cage allows.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', KNIP_DISABLE_RAW_TRANSFER: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [join(root, script), ...rest], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ passed: code === 0, output: output.trimEnd() }));
  });
}
