// Bundles every program that runs outside the page. Only `electron` and the native better-sqlite3 stay
// outside the bundles; the packaged app carries no other node_modules.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './paths.mjs';
import { failBuild } from './report.mjs';

const programs = [
  { input: 'electron/main/main.ts', output: 'dist/main/main.mjs' },
  // A sandboxed preload cannot be an ES module.
  { input: 'electron/preload/preload.ts', output: 'dist/preload/preload.cjs' },
  { input: 'electron/core/host/utility.ts', output: 'dist/core/utility.mjs' },
  // A thread of its own beside the core: workbooks are parsed there.
  { input: 'electron/core/customer-import/xlsx-worker.ts', output: 'dist/core/xlsx-worker.mjs' },
  // Another one that copies, packs and checks whole databases.
  { input: 'electron/core/checkpoint/checkpoint-worker.ts', output: 'dist/core/checkpoint-worker.mjs' },
  // Another one that copies the write-ahead log into the database's file.
  { input: 'electron/core/db/wal-worker.ts', output: 'dist/core/wal-worker.mjs' },
  { input: 'electron/hub/main.ts', output: 'dist/hub/main.mjs' },
  { input: 'test/demo/demo.ts', output: 'dist/tools/demo.mjs' },
  { input: 'test/simulation/sim.ts', output: 'dist/tools/sim.mjs' },
  { input: 'test/bench/bench.ts', output: 'dist/tools/bench.mjs' },
  // One PC of a crowd, for faults and measurements with many processes.
  { input: 'test/support/office-peer.ts', output: 'dist/tools/office-peer.mjs' },
  // Peers without a database, for measuring a hub with many.
  { input: 'test/support/light-peers.ts', output: 'dist/tools/light-peers.mjs' },
  // A core with a planted fault, which the checks of faults have to notice.
  { input: 'test/faults/planted-core.ts', output: 'dist/tools/planted-core.mjs' },
  { input: 'test/faults/faults.ts', output: 'dist/tools/faults.mjs' },
];

for (const { input, output } of programs) await bundle(input, output).catch(failBuild);

async function bundle(input, output) {
  const build = await rolldown({
    input: join(root, input),
    cwd: root,
    platform: 'node',
    external: ['electron', 'better-sqlite3'],
    onLog(level, log, pass) {
      // Optional accelerators of ws, which it does without.
      if (log.code === 'UNRESOLVED_IMPORT' && /bufferutil|utf-8-validate/.test(log.message)) return;
      pass(level, log);
    },
  });
  await build.write({
    file: join(root, output),
    format: output.endsWith('.cjs') ? 'cjs' : 'esm',
    codeSplitting: false,
    sourcemap: true,
  });
  await build.close();
}
