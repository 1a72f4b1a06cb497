// Runs vitest inside Electron as Node, the very runtime that ships:
// `node build/run-vitest.mjs [paths] [--project unit]`.
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { root } from './paths.mjs';
import { fail } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';

export async function runVitest(args) {
  const { executable } = await electronRuntime();
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'build', 'vitest.config.mjs');
  return runInElectronAsNode(executable, [vitest, 'run', '--config', config, ...args], {
    env: { PAYDAR_ELECTRON_PATH: executable },
  });
}

if (process.argv[1]?.endsWith('run-vitest.mjs')) {
  runVitest(process.argv.slice(2)).then((code) => process.exit(code), fail);
}
