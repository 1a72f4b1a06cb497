// Starts one of the headless programs: `node build/launch.mjs core --data DIR ...`. All progress goes to
// stderr, so stdout carries what the program prints and nothing else.
import './ensure-node.mjs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { fail, Stop } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';
import { hasDisplay, startVirtualDisplay } from './virtual-display.mjs';

const programs = {
  core: 'dist/hub/main.mjs',
  demo: 'dist/tools/demo.mjs',
  sim: 'dist/tools/sim.mjs',
  faults: 'dist/tools/faults.mjs',
  bench: 'dist/tools/bench.mjs',
};

async function launch([name, ...args]) {
  const program = programs[name];
  if (!program) throw new Stop(`Which program? One of: ${Object.keys(programs).join(', ')}`);
  const windows = name === 'bench' && opensWindows(args);
  const virtualDisplay = windows && !hasDisplay();
  const parts = windows ? undefined : ['programs'];
  const { executable } = await prepare({ parts, virtualDisplay, compiler: name === 'faults' });
  const display = virtualDisplay ? await startVirtualDisplay({ ...wideScreen, lasting: true }) : undefined;
  const env = { PAYDAR_ELECTRON_PATH: executable, ...display?.env };
  try {
    // npm runs scripts in the project's folder; what a person names is meant from where they typed it.
    return await runInElectronAsNode(executable, [join(root, program), ...args], {
      env,
      cwd: process.env.INIT_CWD,
    });
  } finally {
    display?.stop();
  }
}

/** One figure of the bench is measured in windows, which fit beside each other here. */
const wideScreen = { width: 2048, height: 1152 };

function opensWindows(args) {
  const only = args[args.indexOf('--only') + 1];
  return !args.includes('--only') || (only ?? '').split(',').includes('P5-painted');
}

launch(process.argv.slice(2)).then((code) => process.exit(code), fail);
