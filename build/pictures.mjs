// `npm run pictures -- --out DIR`: photographs every screen of the sample. Not a check; see test/e2e/pictures.ts.
import './ensure-node.mjs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { fail } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

async function pictures(args) {
  const { executable } = await prepare({ virtualDisplay: true });
  // A display of its own, larger than the largest window: Chromium keeps one from filling the screen.
  const display = await startVirtualDisplay({ width: 2048, height: 1152, lasting: true });
  const env = { PAYDAR_ELECTRON_PATH: executable, ...display.env };
  try {
    return await runInElectronAsNode(executable, [join(root, 'test/e2e/pictures.ts'), ...args], { env });
  } finally {
    display.stop();
  }
}

pictures(process.argv.slice(2)).then((code) => process.exit(code), fail);
