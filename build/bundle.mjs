// Brings dist/ up to date with the sources, and does nothing when it is. The bundlers need a newer
// Node than the machine may have, so they run in Electron as Node.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { fingerprint, isFresh, markFresh } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { fail, Stop, step } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';

const parts = {
  programs: {
    script: 'bundle-programs.mjs',
    inputs: [
      'shared',
      'electron',
      // Without the packages of the peers that are measured beside.
      ...readdirSync(join(root, 'test', 'bench'))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `test/bench/${name}`),
      'test/demo',
      'test/faults',
      'test/network',
      'test/simulation',
      'test/support',
      'build/bundle-programs.mjs',
      // The version that the core tells.
      'package.json',
      'package-lock.json',
    ],
    proof: 'dist/main/main.mjs',
  },
  renderer: {
    script: 'bundle-renderer.mjs',
    inputs: [
      'shared',
      'renderer',
      'build/bundle-renderer.mjs',
      'build/vite.renderer.config.mjs',
      'package-lock.json',
    ],
    proof: 'dist/renderer/index.html',
  },
};

/** Colours are for terminals, not for logs. */
const plain = process.stderr.isTTY ? {} : { NO_COLOR: '1' };

/** @param {string[]} [names] which parts; a headless core needs no renderer */
export async function ensureBundles(executable, names = Object.keys(parts)) {
  for (const name of names) {
    const { script, inputs, proof } = parts[name];
    const print = fingerprint(inputs);
    if (isFresh(name, print) && existsSync(join(root, proof))) continue;
    await step(`Building ${name}`, async () => {
      const code = await runInElectronAsNode(executable, [join(root, 'build', script)], { env: plain });
      if (code !== 0) throw new Stop(`Building ${name} failed; the reason is above.`);
      markFresh(name, print);
    });
  }
}

if (process.argv[1]?.endsWith('bundle.mjs')) {
  electronRuntime()
    .then(({ executable }) => ensureBundles(executable))
    .catch(fail);
}
