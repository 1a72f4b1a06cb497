// Starts one of the headless programs: `node build/launch.mjs core --data DIR ...`. All progress goes to
// stderr, so stdout carries what the program prints and nothing else.
import './ensure-node.mjs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { fail, Stop } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';

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
  const { executable } = await prepare({ parts: ['programs'], compiler: name === 'faults' });
  const env = { PAYDAR_ELECTRON_PATH: executable };
  // npm runs scripts in the project's folder; what a person names is meant from where they typed it.
  return runInElectronAsNode(executable, [join(root, program), ...args], { env, cwd: process.env.INIT_CWD });
}

launch(process.argv.slice(2)).then((code) => process.exit(code), fail);
