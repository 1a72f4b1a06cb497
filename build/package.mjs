// `npm run package [-- --allow-fallback-runtime]`: the packaged desk in release/, without downloads of the
// packager's own. A release carries the official Electron; the fallback is for trying the package here.
import './ensure-node.mjs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { fail, Stop, say, step } from './report.mjs';
import { runInElectronAsNode } from './run-in-electron.mjs';

async function packageDesk(args) {
  const { executable, dir, version, official, description } = await prepare();
  if (!official && !args.includes('--allow-fallback-runtime')) {
    throw new Stop(
      `A release needs the official Electron; here there is ${description}.\n` +
        'Fetch it with: npm run electron:official (ELECTRON_MIRROR names another source).\n' +
        'To try the package on this machine: npm run package -- --allow-fallback-runtime',
    );
  }
  say(`Packaging on ${description}`);
  const script = join(root, 'build', 'package-app.mjs');
  // ELECTRON_NO_ASAR: the archive is a file to the packager, not the folder that Electron shows of it.
  const env = {
    ELECTRON_NO_ASAR: '1',
    ELECTRON_BUILDER_OFFLINE: 'true',
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '3',
  };
  await step('Packaging', async () => {
    const code = await runInElectronAsNode(executable, [script, dir, version], { env });
    if (code !== 0) throw new Stop('electron-builder failed; its reason is above.');
  });
  say(`The package is in ${join(root, 'release')}`);
}

packageDesk(process.argv.slice(2)).catch(fail);
