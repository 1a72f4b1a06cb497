// Runs vitest inside Electron as Node, the very runtime that ships:
// `node build/run-vitest.mjs [paths] [--project unit]`. Suites that open windows get what they need.
import { join } from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { root } from './paths.mjs';
import { fail } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';
import { hasDisplay, startVirtualDisplay } from './virtual-display.mjs';

/** Room for two desks side by side. */
const wideScreen = { width: 2732, height: 768, lasting: true };

export async function runVitest(args) {
  const { executable } = await electronRuntime();
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'build', 'vitest.config.mjs');
  const env = { PAYDAR_ELECTRON_PATH: executable, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
  const usesBuild = args.some((arg) => /e2e|package|network|demo|faults/.test(arg));
  if (usesBuild) await ensureBundles(executable);
  const display = usesBuild && !hasDisplay() ? await startVirtualDisplay(wideScreen) : undefined;
  Object.assign(env, display?.env);
  try {
    return await runInElectronAsNode(executable, [vitest, 'run', '--config', config, ...args], { env });
  } finally {
    display?.stop();
  }
}

if (process.argv[1]?.endsWith('run-vitest.mjs')) {
  runVitest(process.argv.slice(2)).then((code) => process.exit(code), fail);
}
